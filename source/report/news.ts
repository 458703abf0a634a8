import { formatPlural } from '../text/number.ts';
import { formatTime } from '../text/time.ts';
import type { Inquiry } from './inquiry.ts';
import type { ColumnKind, ReportPart, ReportRange, ReportSection, ReportTable } from './report.ts';

/** Rows of each table of what is new. */
export const newRowsMax = 10;

interface Kind {
	readonly title: string;
	readonly field: string;
	/** Stages before the one that knows what is new. */
	readonly before: string;
	readonly kind: ColumnKind;
	/** Of the first record with it. */
	readonly beside: readonly (readonly [title: string, field: string])[];
}

const who = ['who', '_principal'] as const;
const action = ['action', 'eventName'] as const;
const address = ['address', 'sourceIPAddress'] as const;
const isThere = (field: string) => `where !isEmpty(${field})`;

function kindOf(title: string, field: string, more: Partial<Kind> = {}): Kind {
	return { title, field, before: isThere(field), kind: 'value', beside: [who, action], ...more };
}

const kinds: readonly Kind[] = [
	kindOf('Accounts', '_account'),
	kindOf('Regions', 'awsRegion'),
	kindOf('Services', 'eventSource', { kind: 'service' }),
	kindOf('Principals', '_principal', { beside: [address, action] }),
	kindOf('Countries', 'country_name', {
		before: `geoip sourceIPAddress | ${isThere('country_name')}`,
		beside: [who, address],
	}),
	kindOf('Public addresses', 'sourceIPAddress', {
		before: 'where isPublicIP(sourceIPAddress)',
	}),
	kindOf('User agents', 'userAgent', { beside: [who, address] }),
];

/** What the store had not seen before the range. */
export async function tellNews(
	inquiry: Inquiry,
	/** What the store holds before the range; undefined for nothing. */
	past: (ReportRange & { readonly recordCount: number }) | undefined,
): Promise<ReportSection> {
	const section = { id: 'new', title: 'What is new' } as const;
	if (past === undefined) {
		const text =
			'The store has no record of this from before the range, so nothing in it can be called new.';
		return { ...section, parts: [{ kind: 'note', text }] };
	}

	const { recordCount, fromMs } = past;
	const first = formatTime(fromMs, inquiry.request.timeZone, 'full');
	const against = `New against the ${formatPlural(recordCount, 'record')} that the store has from before the range, since ${first}.`;
	const parts: ReportPart[] = [{ kind: 'note', text: against }];
	const none: string[] = [];
	for (const kind of kinds) {
		const { table, lacks } = await tableOf(inquiry, kind);
		if (lacks.length > 0) {
			parts.push({
				kind: 'note',
				text: `${kind.title} (${table.queryId ?? ''}): ${lacks.join('; ')}.`,
			});
		} else if (table.rowCount === 0) {
			none.push(`${kind.title.toLowerCase()} (${table.queryId ?? ''})`);
		} else {
			parts.push(table);
		}
	}

	if (none.length > 0) {
		parts.push({ kind: 'note', text: `None are new of: ${none.join(', ')}.` });
	}

	return { ...section, parts };
}

async function tableOf(
	inquiry: Inquiry,
	{ title, field, before, kind, beside }: Kind,
): Promise<{ readonly table: ReportTable; readonly lacks: readonly string[] }> {
	const fields = [field, '_messageTime', ...beside.map(([, name]) => name)];
	const text = `* | ${before} | first_seen by ${field} | sort _messageTime asc, ${field} asc | fields ${fields.join(', ')}`;
	const { rows, rowCount, lacks, queryId } = await inquiry.ask(text, { rowsMax: newRowsMax });
	const columns = [
		{ title: 'new', kind },
		{ title: 'first seen', kind: 'time' },
		...beside.map(([name]) => ({ title: name, kind: 'value' as const })),
	] as const;
	return { table: { kind: 'table', title, columns, rows, rowCount, queryId }, lacks };
}
