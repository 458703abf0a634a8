import type { Role } from './span.ts';

/** The severities of findings, the worst first, each with its colour. */
const severityRoles = {
	critical: 'severity-critical',
	high: 'severity-high',
	medium: 'severity-medium',
	low: 'severity-low',
	info: 'severity-info',
} as const satisfies Readonly<Record<string, Role>>;

const severities = Object.keys(severityRoles);

const outcomes: ReadonlyMap<string, Role> = new Map([
	['success', 'good'],
	['failure', 'bad'],
	['failed', 'bad'],
]);

/** Codes of errors that say that somebody was not let. */
const denial = /^[a-z.]*(?:accessdenied|unauthori[sz]ed|notauthori[sz]ed|forbidden)[a-z]*$/i;

/** The colour of a severity; undefined for anything else. */
export function severityRole(name: string): Role | undefined {
	return Object.hasOwn(severityRoles, name.toLowerCase())
		? severityRoles[name.toLowerCase() as keyof typeof severityRoles]
		: undefined;
}

/** The colour of how something ended: success, failure or denied; undefined for what says nothing of that. */
export function outcomeRole(name: string): Role | undefined {
	return outcomes.get(name.toLowerCase()) ?? (denial.test(name) ? 'denied' : undefined);
}

/**
 * The colour that a name has wherever it stands, because of what it means; undefined for users, services and all else
 * that only has to be told from others.
 */
export function meaningRole(name: string): Role | undefined {
	return severityRole(name) ?? outcomeRole(name);
}

/** Where a severity stands, from 0 for the worst; undefined for anything else. */
export function severityRank(name: string): number | undefined {
	const rank = severities.indexOf(name.toLowerCase());
	return rank < 0 ? undefined : rank;
}
