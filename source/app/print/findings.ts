import { titleOf, type Finding } from '../../findings/finding.ts';
import type { FoundHit } from '../../findings/finding-book.ts';
import { principalText } from '../../findings/principal-text.ts';
import type { Rule, Severity } from '../../findings/rule.ts';
import type { QueryResult } from '../../query/port.ts';
import type { Value } from '../../query/value.ts';
import { fitEnd } from '../../text/fit.ts';
import { sanitise } from '../../text/sanitise.ts';

/** The members of a finding in a line of `ndjson`; scripts rely on these names. */
export function findingObject(finding: Finding) {
	return {
		rule: finding.rule.id,
		severity: finding.severity,
		title: titleOf(finding),
		principal: principalText(finding),
		account: finding.account,
		region: finding.regions.join(' '),
		first: isoOf(finding.firstMs),
		last: isoOf(finding.lastMs),
		count: finding.count,
		eventIDs: finding.eventIds,
		fired: finding.fired,
		attack: finding.rule.attack,
		author: finding.rule.author,
		licence: finding.rule.licence,
	};
}

export function hitObject(rule: Rule, { timeMs, eventId }: FoundHit) {
	return { rule: rule.id, eventTime: isoOf(timeMs), eventID: eventId };
}

function isoOf(timeMs: number): string {
	return new Date(timeMs).toISOString().replace('.000Z', 'Z');
}

/** Of a terminal, where a long name would take the room of what was found. */
const principalCells = 28;

/**
 * Findings as a table, for `printResult`: what a narrow terminal cuts is what the others tell too.
 *
 * @param columns - width of the terminal in cells; Infinity where there is none
 */
export function findingsTable(findings: readonly Finding[], columns: number): QueryResult {
	return tableOf(
		['severity', 'rule', 'last', 'count', 'principal', 'title', 'account', 'region', 'first'],
		findings.map(finding => {
			const { severity, rule, title, principal, account, region, first, last, count } =
				findingObject(finding);
			const who =
				typeof principal === 'string' && columns !== Number.POSITIVE_INFINITY
					? fitEnd(sanitise(principal), principalCells)
					: principal;
			return [severity, rule, last, count, who, title, account, region, first];
		}),
	);
}

/** Rules as a table. */
export function rulesTable(rules: readonly Rule[]): QueryResult {
	return tableOf(
		['rule', 'severity', 'title', 'attack', 'author', 'licence', 'exceptions'],
		rules.map(({ id, severity, title, attack, author, licence, ...rule }) => [
			id,
			severity,
			title,
			attack.join(' '),
			author,
			licence,
			exceptionsText(rule),
		]),
	);
}

/** `3 (2 of exceptions.yaml)`: how many, and which other files than the rule's have some; empty for none. */
function exceptionsText({ unless, added = [] }: Pick<Rule, 'unless' | 'added'>): string {
	const files = new Map<string, number>();
	for (const { file, unless: own } of added) {
		files.set(file, (files.get(file) ?? 0) + own.length);
	}

	const words = [...files].map(([file, count]) => `${count} of ${file}`);
	const from = words.length === 0 ? '' : ` (${words.join(', ')})`;
	return unless.length === 0 ? '' : `${unless.length}${from}`;
}

function tableOf(columns: readonly string[], rows: readonly (readonly Value[])[]): QueryResult {
	return {
		kind: 'table',
		columns,
		keys: [],
		rows,
		refs: undefined,
		rowCount: rows.length,
		timeslice: undefined,
		stages: [],
		warnings: [],
		checkWarnings: [],
		scanned: { segmentCount: 0, prunedSegmentCount: 0, recordCount: 0 },
		complete: true,
	};
}

const sarifLevels: Readonly<Record<Severity, 'note' | 'warning' | 'error'>> = {
	info: 'note',
	low: 'note',
	medium: 'warning',
	high: 'error',
	critical: 'error',
};

/** Findings as SARIF 2.1.0, which code hosts show beside a change. */
export function sarifDocument(
	findings: readonly Finding[],
	rules: readonly Rule[],
	version: string,
): object {
	const used = rules.filter(rule => findings.some(finding => finding.rule.id === rule.id));
	return {
		$schema: 'https://json.schemastore.org/sarif-2.1.0.json',
		version: '2.1.0',
		runs: [
			{
				tool: {
					driver: {
						name: 'trailtop',
						version,
						rules: used.map(({ id, title, description, why, attack, severity }) => ({
							id,
							shortDescription: { text: title },
							fullDescription: { text: description || title },
							help: { text: why || description || title },
							defaultConfiguration: { level: sarifLevels[severity] },
							properties: { tags: attack, severity },
						})),
					},
				},
				results: findings.map(finding => ({
					ruleId: finding.rule.id,
					level: sarifLevels[finding.severity],
					message: { text: `${titleOf(finding)}: ${String(principalText(finding) ?? '(none)')}` },
					locations: [
						{
							logicalLocations: [
								{ name: String(finding.account ?? ''), kind: 'resource' },
								...finding.regions.map(name => ({ name, kind: 'namespace' })),
							],
						},
					],
					properties: findingObject(finding),
				})),
			},
		],
	};
}
