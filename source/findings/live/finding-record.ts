import { quoteName, quoteString } from '../../query/syntax/escape.ts';
import { principalText } from '../principal-text.ts';
import { severities } from '../rule.ts';
import { tacticsOf } from '../tactics.ts';
import { sinceClosed } from './reopening.ts';
import type { FindingStanding } from './standing.ts';
import type { FindingRow, RuleRow } from './rows.ts';

/** What of a rule a person reads, when its row is not there any more. */
const noRule: Omit<RuleRow, 'id' | 'title' | 'severity'> = {
	description: '',
	why: '',
	attack: [],
	references: [],
	author: '',
	licence: '',
	file: '',
	matches: [],
	fields: [],
};

/**
 * A finding as a record that queries read: `_view=findings`. Its time is that of its newest hit, which also stands in
 * `last`.
 *
 * @param silencedCount - hits of its rule that exceptions left out
 */
export function findingRecord(
	row: FindingRow,
	rule: RuleRow | undefined,
	standing: FindingStanding,
	silencedCount = 0,
): Readonly<Record<string, unknown>> {
	const { description, why, attack, references, author, licence, file, matches, fields } =
		rule ?? noRule;
	const since = sinceClosed(standing, row);
	return {
		finding: row.id,
		severity: row.severity,
		level: severities.indexOf(row.severity) + 1,
		title: row.title,
		rule: row.rule,
		principal: principalText(row),
		account: row.account,
		region: row.regions.join(' '),
		regions: row.regions,
		first: isoOf(row.firstMs),
		last: isoOf(row.lastMs),
		firstMs: row.firstMs,
		count: row.count,
		state: standing.state,
		...(standing.reason !== undefined && { reason: standing.reason }),
		...(standing.cause !== '' && { again: standing.cause }),
		...(since !== '' && { sinceClosed: since }),
		...(standing.note !== '' && { note: standing.note }),
		...(standing.by !== '' && { changedBy: standing.by, changed: isoOf(standing.atMs) }),
		why,
		description,
		tactic: tacticsOf(attack).join(', '),
		attack,
		references,
		about: Object.fromEntries(
			row.byFields.map((field, index) => [field.replaceAll('.', '_'), row.by[index] ?? null]),
		),
		matches,
		...(silencedCount > 0 && { silenced: silencedCount }),
		records: recordsQuery(row, fields),
		eventIDs: row.eventIds,
		author,
		licence,
		file,
		found: isoOf(row.foundMs),
	};
}

/**
 * The query of the newest records of a finding.
 *
 * @param fields - that its rule looks at: what is in them is why it met the records
 */
function recordsQuery({ eventIds }: FindingRow, fields: readonly string[]): string {
	const ids = eventIds.filter(id => id !== '').map(id => quoteString(id));
	const told = [...new Set(['_user', 'eventName', ...fields])].map(quoteName);
	return `* | where eventID in (${ids.join(', ')}) | fields ${told.join(', ')}`;
}

function isoOf(timeMs: number): string {
	return new Date(timeMs).toISOString().replace('.000Z', 'Z');
}
