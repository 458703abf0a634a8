import type { Met, MetColumn } from '../query/port.ts';
import type { Value } from '../query/value.ts';
import type { FoundHit } from './finding-book.ts';
import type { Probe, Rule, RuleForm } from './rule.ts';

const noColumn: MetColumn = { size: 1, codeAt: () => 0, value: () => null };

/** The columns that hits of one probe are made of, of the rows of one segment. */
export class HitColumns {
	readonly by: readonly MetColumn[];
	readonly account: MetColumn;
	readonly region: MetColumn;
	/** What a window counts different values of. */
	readonly value: MetColumn | undefined;
	/** Of a rule for what is new. */
	readonly fresh: readonly MetColumn[];
	readonly #eventId: MetColumn;
	readonly #met: Met;
	readonly #probe: Probe;
	readonly #isForNew: boolean;

	/** @param fields - in the order of the columns of `met` */
	constructor({ by, form }: Rule, probe: Probe, met: Met, fields: readonly string[]) {
		const column = (field: string) => met.columns[fields.indexOf(field)] ?? noColumn;
		const counted = distinctField(form, probe.window);
		this.#met = met;
		this.#probe = probe;
		this.#isForNew = form.kind === 'new';
		this.by = (probe.by ?? by).map(column);
		this.account = column('_account');
		this.region = column('awsRegion');
		this.#eventId = column('eventID');
		this.value = counted === undefined ? undefined : column(counted);
		this.fresh = form.kind === 'new' ? form.fields.map(column) : [];
	}

	eventId(row: number): string {
		return textAt(this.#eventId, row);
	}

	regionOf(row: number): string {
		return textAt(this.region, row);
	}

	hit(row: number): FoundHit {
		const { step, window, isAttempt } = this.#probe;
		return {
			timeMs: this.#met.timeMs(row),
			ref: { segmentId: this.#met.segmentId, row },
			eventId: this.eventId(row),
			region: this.regionOf(row),
			account: valueAt(this.account, row),
			step,
			window,
			isAttempt,
			fired: [],
			by: this.by.map(column => valueAt(column, row)),
			value: this.value && valueAt(this.value, row),
			fresh: this.#isForNew ? this.fresh.map(column => valueAt(column, row)) : undefined,
		};
	}
}

/** The field whose values a window counts. */
export function distinctField(form: RuleForm, window = 0): string | undefined {
	return form.kind === 'any'
		? distinctField(form.windows[window]?.form ?? { kind: 'each' })
		: form.kind === 'distinct'
			? form.field
			: undefined;
}

export function valueAt(column: MetColumn, row: number): Value {
	return column.value(column.codeAt(row));
}

function textAt(column: MetColumn, row: number): string {
	const value = valueAt(column, row);
	return value === null ? '' : String(value);
}
