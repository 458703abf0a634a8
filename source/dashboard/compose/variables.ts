/** The values chosen for one filter. A value may contain `*`. */
export interface Choice {
	readonly include: readonly string[];
	readonly exclude: readonly string[];
}

/** The filters that apply to every panel, with the field that each one tests. */
export const filterFields = {
	account: '_account',
	region: 'awsRegion',
	user: '_user',
	sourceIPAddress: 'sourceIPAddress',
	eventName: 'eventName',
	eventSource: 'eventSource',
	errorCode: 'errorCode',
} as const;

export type FilterName = keyof typeof filterFields;

export const filterNames = Object.keys(filterFields) as FilterName[];

export interface Variables {
	readonly filters: Readonly<Partial<Record<FilterName, Choice>>>;
	/** An additional search expression; empty for none. */
	readonly text: string;
	/** Values of `{{name}}` in the panels' queries. */
	readonly params: Readonly<Record<string, string>>;
}

export const noVariables: Variables = { filters: {}, text: '', params: {} };

const filterTitles: Readonly<Record<FilterName, string>> = {
	account: 'account',
	region: 'region',
	user: 'user',
	sourceIPAddress: 'address',
	eventName: 'event',
	eventSource: 'source',
	errorCode: 'error',
};

export function filterTitle(name: string): string {
	return (filterTitles as Readonly<Record<string, string>>)[name] ?? name;
}

/**
 * `*`, `ada`, `ada, bob`, `not ada`.
 *
 * @param aliases - alias by value
 */
export function choiceText(
	choice: Choice | undefined,
	aliases: Readonly<Record<string, string>> = {},
): string {
	const named = (value: string) => aliases[value] ?? value;
	const include = choice?.include.filter(value => value !== '*').map(named) ?? [];
	const exclude = choice?.exclude.map(named) ?? [];
	const parts = [
		...(include.length > 0 ? [include.join(', ')] : []),
		...(exclude.length > 0 ? [`not ${exclude.join(', ')}`] : []),
	];
	return parts.join(' · ') || '*';
}

export function isFiltered(variables: Variables): boolean {
	return (
		variables.text !== '' ||
		Object.keys(variables.params).length > 0 ||
		filterNames.some(name => choiceText(variables.filters[name]) !== '*')
	);
}

export function isFilterName(name: string): name is FilterName {
	return Object.hasOwn(filterFields, name);
}

/** Values per filter: more than a person would choose by hand. */
const choicesMax = 100;

function setChoice(variables: Variables, name: FilterName, choice: Choice): Variables {
	return {
		...variables,
		filters: {
			...variables.filters,
			[name]: {
				include: choice.include.filter(value => value !== '*').slice(0, choicesMax),
				exclude: choice.exclude.slice(0, choicesMax),
			},
		},
	};
}

/**
 * Includes `value`, or excludes it when it starts with `!`. Removes it when it is chosen already.
 */
export function toggleValue(variables: Variables, name: FilterName, written: string): Variables {
	if (written === '*') {
		return setChoice(variables, name, { include: [], exclude: [] });
	}

	const known = variables.filters[name] ?? { include: [], exclude: [] };
	const omit = written.startsWith('!');
	const value = omit ? written.slice(1) : written;
	const side = omit ? known.exclude : known.include;
	const changed = side.includes(value) ? side.filter(one => one !== value) : [...side, value];
	return setChoice(
		variables,
		name,
		omit ? { ...known, exclude: changed } : { ...known, include: changed },
	);
}

/** Chooses only this value instead of the earlier ones. */
export function setValues(
	variables: Variables,
	name: FilterName,
	written: readonly string[],
): Variables {
	const cleared = setChoice(variables, name, { include: [], exclude: [] });
	return written.includes('*')
		? cleared
		: written.reduce((set, value) => toggleValue(set, name, value), cleared);
}

export function clearFilters(variables: Variables): Variables {
	return { ...noVariables, params: variables.params };
}

/**
 * Resolves an account's alias, in any case, to its id; `!` before it excludes the account. Several
 * accounts may share an alias, which then means all of them.
 *
 * @param aliases - alias by account id
 * @returns never empty; a text that is not an alias is returned as it is
 */
export function idsOfAlias(written: string, aliases: Readonly<Record<string, string>>): string[] {
	const [mark, name] = written.startsWith('!') ? ['!', written.slice(1)] : ['', written];
	const ids = Object.keys(aliases).filter(id => aliases[id]?.toLowerCase() === name.toLowerCase());
	return ids.length === 0 ? [written] : ids.map(id => `${mark}${id}`);
}
