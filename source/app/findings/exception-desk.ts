import type { StoreSnapshot } from '../../../store/index.ts';
import type { ExceptionValue } from '../../dashboard/input/menu.ts';
import type { ExceptionAnswer, ExceptionWish } from '../../dashboard/state/exception.ts';
import { detect, keyField } from '../../findings/detect.ts';
import { anyOf, isText } from '../../findings/expressions.ts';
import type { Rule } from '../../findings/rule.ts';
import type { Engine } from '../../query/port.ts';
import { quoteName, quoteString } from '../../query/syntax/escape.ts';
import type { Expression } from '../../query/syntax/tree.ts';
import { dayMs, hourMs } from '../../text/duration.ts';
import { formatNumber, formatPlural } from '../../text/number.ts';
import { describeError } from '../describe-error.ts';
import { recordTimes } from '../workers/record-times.ts';
import type { FindingsView } from './findings-view.ts';
import { asRead, exceptionsFile, exceptionText, writeException } from './write-exception.ts';

/** How far back an exception is tried, from the newest record. */
const triedMs = 90 * dayMs;
/** Beside what a rule goes by: who, from where, with what, in which account. */
const offeredFields = ['_principal', 'sourceIPAddress', 'userAgent', '_account'] as const;
/** Values of one field that are offered. */
const offeredValues = 8;
/** Characters of a value that is offered: nobody chooses by a longer one. */
const offeredLength = 1_000;

const noCondition =
	'these values are no condition that can be written; write the exception by hand, with other fields';

interface DeskPorts {
	readonly engine: Engine;
	readonly findings: Pick<FindingsView, 'shown'>;
	/** Of the configuration; undefined: rules of the program alone, and nothing is written. */
	readonly configDir: string | undefined;
	rules(): Promise<readonly Rule[]>;
	snapshot(): StoreSnapshot;
}

interface Offered {
	readonly values: readonly ExceptionValue[];
	/** Values that are there and are not offered. */
	readonly leftCount: number;
}

/** Says what exceptions for findings would silence, by the records of the store, and writes them. */
export class ExceptionDesk {
	readonly #ports: DeskPorts;
	#counting = new AbortController();

	constructor(ports: DeskPorts) {
		this.#ports = ports;
	}

	async answer({ ref, ticked, isMeant }: ExceptionWish): Promise<ExceptionAnswer> {
		this.#counting.abort();
		this.#counting = new AbortController();
		const { signal } = this.#counting;
		const finding = this.#ports.findings.shown(ref);
		if (finding === undefined) {
			return fault('the findings have changed since they were shown; choose it again');
		}

		const rules = await this.#ports.rules();
		const rule = rules.find(({ id }) => id === finding.rule);
		if (rule === undefined) {
			return fault(
				`there is no rule ${finding.rule} any more; \`trailtop detect list\` lists them`,
			);
		}

		if (isMeant) {
			return await this.#write(rule, ticked ?? []);
		}

		const { values, leftCount } = await this.#valuesOf(rule, finding.eventIDs);
		const chosen = ticked ?? values;
		if (chosen.length === 0) {
			return fault('its records have left the store, so there is nothing to choose from');
		}

		const condition = asRead(conditionText(chosen));
		if (condition === undefined) {
			return fault(noCondition);
		}

		const preview = await this.#preview(rule, condition, signal);
		const left = leftCount === 0 ? '' : `; ${formatPlural(leftCount, 'value')} not listed`;
		return preview === undefined
			? { kind: 'late' }
			: { kind: 'offer', offer: { values, ticked: chosen, preview: `${preview}${left}` } };
	}

	/** What stands in the newest records of a finding. */
	async #valuesOf(rule: Rule, eventIds: readonly string[]): Promise<Offered> {
		const fields = [...new Set([...rule.by, ...offeredFields])];
		const seen = new Map(fields.map(field => [field, new Set<string>()]));
		const when = anyOf(eventIds.filter(id => id !== '').map(id => isText('eventID', id)));
		const request = {
			conditions: [{ when, unless: [], fromMs: Number.NEGATIVE_INFINITY }],
			fields,
			keyField,
			...this.#range(),
		};
		await this.#ports.engine.match(request, {
			onMet: ({ records }) => {
				for (const { values } of records) {
					fields.forEach((field, index) => {
						const value = values[index];
						if (typeof value === 'string') {
							seen.get(field)?.add(value);
						}
					});
				}
			},
		});
		const all = [...seen].flatMap(([field, values]) =>
			[...values].sort().map((value, index) => ({ field, value, index })),
		);
		const values = all
			.filter(({ value, index }) => index < offeredValues && value.length <= offeredLength)
			.map(({ field, value }) => ({ field, value }));
		return { values, leftCount: all.length - values.length };
	}

	/** Both rules over the same records: what the one finds and the other does not. Undefined: it was cancelled. */
	async #preview(
		rule: Rule,
		condition: Expression,
		signal: AbortSignal,
	): Promise<string | undefined> {
		const excepted = {
			...rule,
			id: `${rule.id} with the exception`,
			unless: [...rule.unless, condition],
		};
		const range = this.#range();
		const hits = new Map<string, number>();
		const outcome = await detect(this.#ports.engine, [rule, excepted], range, {
			signal,
			onHit: ({ id }) => hits.set(id, (hits.get(id) ?? 0) + 1),
		});
		if (!outcome.ok) {
			return 'fault' in outcome ? `it cannot be counted: ${outcome.fault.message}` : undefined;
		}

		const found = ({ id }: Rule) => outcome.findings.filter(one => one.rule.id === id).length;
		const part = (all: number, left: number, one: string) =>
			`${formatNumber(Math.max(0, all - left))} of ${formatPlural(all, one)}`;
		const findings = part(found(rule), found(excepted), 'finding');
		const hitWords = part(hits.get(rule.id) ?? 0, hits.get(excepted.id) ?? 0, 'hit');
		return `silences ${findings}, ${hitWords} in ${range.words}`;
	}

	/** The last 90 days until the newest record, as far as the store has them. */
	#range() {
		const times = recordTimes(this.#ports.snapshot());
		const toMs = (times?.newestMs ?? 0) + 1;
		const oldestMs = times?.oldestMs ?? 0;
		const fromMs = Math.max(oldestMs, toMs - triedMs);
		const lengthMs = toMs - fromMs;
		const length =
			lengthMs > dayMs
				? formatPlural(Math.round(lengthMs / dayMs), 'day')
				: formatPlural(Math.max(1, Math.round(lengthMs / hourMs)), 'hour');
		const words = fromMs > oldestMs ? `the last ${length}` : `${length} (all stored)`;
		return { fromMs, toMs, nowMs: toMs, timeZone: 'UTC', words };
	}

	async #write(rule: Rule, ticked: readonly ExceptionValue[]): Promise<ExceptionAnswer> {
		const { configDir } = this.#ports;
		if (ticked.length === 0 || configDir === undefined) {
			return fault(
				ticked.length === 0
					? 'an exception needs at least one value'
					: 'there is no folder for rules of yours',
			);
		}

		const condition = conditionText(ticked);
		const exception = { of: rule.id, condition };
		const file = exceptionsFile(configDir);
		if (asRead(condition) === undefined) {
			return fault(noCondition);
		}

		try {
			const isNew = await writeException(configDir, exception);
			return {
				kind: 'written',
				text: isNew
					? `${rule.id} is silent for these, all records are looked at again; to undo it, take it out of ${file}`
					: `${rule.id} has this exception already, in ${file}`,
			};
		} catch (error) {
			return {
				kind: 'fault',
				text: `${file} was not written: ${describeError(error)}; paste the exception into a file of that folder`,
				paste: exceptionText(exception),
			};
		}
	}
}

/** Records that have one of the values of each field, as the language has it. */
function conditionText(values: readonly ExceptionValue[]): string {
	const fields = [...new Set(values.map(({ field }) => field))];
	return fields
		.map(field => {
			const tests = values
				.filter(one => one.field === field)
				.map(({ value }) => `${quoteName(field)} = ${quoteString(value)}`);
			return tests.length === 1 ? tests[0] : `(${tests.join(' or ')})`;
		})
		.join(' and ');
}

function fault(text: string): ExceptionAnswer {
	return { kind: 'fault', text };
}
