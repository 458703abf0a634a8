import { meaningRole, severityRank } from './meaning.ts';
import { seriesColoursMax, seriesStyle } from './span.ts';
import type { Role, SeriesStyle } from './span.ts';

/**
 * The styles of the series of one chart, the largest first: the colour of what a name means, else one that its letters give, so
 * that a name has the same in every chart. The next that is free where an earlier series of the chart has it. Several that
 * mean the same, as codes of denial, have shades of its colour while there are any, and are told apart otherwise. An only
 * series has the first colour.
 */
export function seriesStyles(names: readonly string[]): readonly SeriesStyle[] {
	const meant = meaningRoles(names);
	const taken = new Set<number>();
	const isOnly = names.length === 1;
	const roles = names.map((name, index): Role => {
		const own = meant[index];
		if (own !== undefined) {
			return own;
		}

		const place = isOnly ? 0 : freePlace(placeOf(name, seriesColoursMax), taken, seriesColoursMax);
		taken.add(place);
		return seriesStyle(place).role;
	});
	return roles.map((role, index) => ({
		role,
		fill: seriesStyle(index).fill,
		rivals: roles.slice(0, index),
	}));
}

/** Codes of denial come in many spellings; all else that has a meaning is one name in a chart, as a rule. */
const shades: Partial<Readonly<Record<Role, readonly Role[]>>> = {
	denied: ['denied', 'denied-1', 'denied-2'],
};

/** The shades of the codes that CloudTrail has most; another one's letters give its shade. */
const shadeOfCode: ReadonlyMap<string, number> = new Map([
	['accessdenied', 0],
	['accessdeniedexception', 1],
	['client.unauthorizedoperation', 2],
]);

function meaningRoles(names: readonly string[]): readonly (Role | undefined)[] {
	const meanings = names.map(meaningRole);
	const taken = new Map<Role, Set<number>>();
	const roles: (Role | undefined)[] = names.map(() => undefined);
	// Codes that have a shade of their own keep it, however small they are.
	const isKnown = (index: number) => shadeOfCode.has((names[index] ?? '').toLowerCase());
	const order = [...names.keys()].toSorted((a, b) => Number(isKnown(b)) - Number(isKnown(a)));
	for (const index of order) {
		const meaning = meanings[index];
		const own = meaning === undefined ? undefined : shades[meaning];
		if (meaning === undefined || own === undefined) {
			const isShared = meanings.filter(other => other === meaning).length > 1;
			roles[index] = isShared ? undefined : meaning;
			continue;
		}

		const used = taken.get(meaning) ?? new Set();
		taken.set(meaning, used);
		if (used.size < own.length) {
			const name = (names[index] ?? '').toLowerCase();
			const wanted = shadeOfCode.get(name) ?? placeOf(name, own.length);
			const place = freePlace(wanted, used, own.length);
			used.add(place);
			roles[index] = own[place];
		}
	}

	return roles;
}

/** Found by trial: with it the regions, services and actions that stand together most rarely want one colour. */
const seed = 44_627;

/** The place that the letters of a name give, the same in every run. */
function placeOf(name: string, count: number): number {
	let hash = seed;
	for (let index = 0; index < name.length; index++) {
		hash = Math.imul(hash ^ name.charCodeAt(index), 0x01_00_01_93);
	}

	// The low bits alone would hardly differ between names that end alike.
	return ((hash ^ (hash >>> 15)) >>> 0) % count;
}

/** The place, or the next that is free; the place itself where none is. */
function freePlace(wanted: number, taken: ReadonlySet<number>, count: number): number {
	for (let step = 0; step < count; step++) {
		const place = (wanted + step) % count;
		if (!taken.has(place)) {
			return place;
		}
	}

	return wanted;
}

/** Series that all are severities, the worst first; others as they were. */
export function bySeverity<S extends { readonly label: string }>(
	series: readonly S[],
): readonly S[] {
	return series.every(({ label }) => severityRank(label) !== undefined)
		? series.toSorted((a, b) => (severityRank(a.label) ?? 0) - (severityRank(b.label) ?? 0))
		: series;
}
