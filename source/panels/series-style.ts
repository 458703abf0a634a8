import { meaningRole, severityRank } from './meaning.ts';
import { seriesStyle } from './span.ts';
import type { Role, SeriesStyle } from './span.ts';

/**
 * The styles of the series of one chart, in their order: the colour of what a name means, else the next that only tells
 * series apart. Several that mean the same, as codes of denial, have shades of its colour while there are any, and are told
 * apart otherwise.
 */
export function seriesStyles(names: readonly string[]): readonly SeriesStyle[] {
	const roles = names.map(meaningRole);
	return names.map((_, index) => {
		const style = seriesStyle(index);
		const role = roles[index];
		const shade = role === undefined ? undefined : shadeOf(role, roles.slice(0, index), roles);
		return shade === undefined ? style : { ...style, role: shade };
	});
}

/** Codes of denial come in many spellings; all else that has a meaning is one name in a chart, as a rule. */
const shades: Partial<Readonly<Record<Role, readonly Role[]>>> = {
	denied: ['denied', 'denied-1', 'denied-2'],
};

function shadeOf(
	role: Role,
	before: readonly (Role | undefined)[],
	all: readonly (Role | undefined)[],
): Role | undefined {
	const own = shades[role] ?? [role];
	const isSame = (other: Role | undefined) => other === role;
	return own.length === 1 && all.filter(isSame).length > 1
		? undefined
		: own[before.filter(isSame).length];
}

/** Series that all are severities, the worst first; others as they were. */
export function bySeverity<S extends { readonly label: string }>(
	series: readonly S[],
): readonly S[] {
	return series.every(({ label }) => severityRank(label) !== undefined)
		? series.toSorted((a, b) => (severityRank(a.label) ?? 0) - (severityRank(b.label) ?? 0))
		: series;
}
