import type { AdvancedEventSelector, EventSelector } from '@aws-sdk/client-cloudtrail';
import { shortText } from './short-text.ts';
import type { DataType, TrailSelectors } from './trail.ts';

/** Selectors of one trail that are read; CloudTrail allows 500 conditions. */
export const selectorsMax = 500;
/** Resource types and event sources that are kept of one trail. */
export const namesMax = 50;

/** What a trail logs, from the answer of GetEventSelectors. It has selectors of one form. */
export function readSelectors(
	basic: readonly EventSelector[],
	advanced: readonly AdvancedEventSelector[],
): TrailSelectors {
	const found = new Found();
	for (const selector of basic.slice(0, selectorsMax)) {
		found.basic(selector);
	}

	for (const selector of advanced.slice(0, selectorsMax)) {
		found.advanced(selector);
	}

	return found.selectors(
		Math.max(0, basic.length - selectorsMax) + Math.max(0, advanced.length - selectorsMax),
	);
}

/** A condition on another field leaves out events of a kind that is not told here. */
const managementFields: ReadonlySet<string> = new Set(['eventCategory', 'readOnly', 'eventSource']);
const dataFields: ReadonlySet<string> = new Set(['eventCategory', 'resources.type']);

/** Conditions of an advanced selector by field. */
type Conditions = ReadonlyMap<string, NonNullable<AdvancedEventSelector['FieldSelectors']>[number]>;

class Found {
	#reads = false;
	#writes = false;
	/** Of each selector for management events what it leaves out; undefined before the first. */
	#excluded: ReadonlySet<string> | undefined;
	/** Whether every selector of a type is limited, by type. */
	readonly #types = new Map<string, boolean>();
	#leftCount = 0;

	selectors(leftCount: number): TrailSelectors {
		const dataTypes = [...this.#types].map(([type, isLimited]): DataType => ({ type, isLimited }));
		return {
			readsManagement: this.#reads,
			writesManagement: this.#writes,
			excludedSources: [...(this.#excluded ?? [])].slice(0, namesMax),
			dataTypes,
			leftCount: leftCount + this.#leftCount,
		};
	}

	basic(selector: EventSelector): void {
		const {
			ReadWriteType: kind = 'All',
			IncludeManagementEvents: isManagement = true,
			DataResources: resources = [],
			ExcludeManagementEventSources: excluded = [],
		} = selector;
		if (isManagement) {
			this.#management(kind !== 'WriteOnly', kind !== 'ReadOnly', excluded);
		}

		for (const { Type = '', Values = [] } of resources.slice(0, selectorsMax)) {
			// `arn:aws:s3`, or `arn:aws:lambda`, stands for every resource of the type.
			const isAll = Values.some(value => /^arn:[a-z-]+:[a-z0-9]+(?::::?)?$/.test(value));
			this.#data(Type, !isAll || kind !== 'All');
		}
	}

	advanced({ FieldSelectors: fields = [] }: AdvancedEventSelector): void {
		const conditions: Conditions = new Map(
			fields.slice(0, selectorsMax).map(field => [field.Field ?? '', field]),
		);
		const [category] = conditions.get('eventCategory')?.Equals ?? [];
		const readOnly = conditions.get('readOnly')?.Equals;
		if (category === 'Management') {
			const { NotEquals: excluded = [], ...others } = conditions.get('eventSource') ?? {};
			const isPlain = [...conditions.keys()].every(field => managementFields.has(field));
			this.#leftCount += isPlain && Object.keys(others).every(key => key === 'Field') ? 0 : 1;
			this.#management(
				readOnly === undefined || readOnly.includes('true'),
				readOnly === undefined || readOnly.includes('false'),
				excluded,
			);
		} else if (category === 'Data') {
			const isLimited = [...conditions.keys()].some(field => !dataFields.has(field));
			for (const type of conditions.get('resources.type')?.Equals ?? []) {
				this.#data(type, isLimited);
			}
		}
	}

	#management(reads: boolean, writes: boolean, excluded: readonly string[]): void {
		this.#reads ||= reads;
		this.#writes ||= writes;
		const names = new Set(excluded.slice(0, selectorsMax).map(shortText));
		// What one selector leaves out, another one may log.
		this.#excluded =
			this.#excluded === undefined
				? names
				: new Set([...this.#excluded].filter(name => names.has(name)));
	}

	#data(type: string, isLimited: boolean): void {
		const name = shortText(type);
		const before = this.#types.get(name);
		if (before === undefined && this.#types.size >= namesMax) {
			this.#leftCount++;
			return;
		}

		this.#types.set(name, (before ?? true) && isLimited);
	}
}
