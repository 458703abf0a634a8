import type { TimeSpan } from '../../panels/model.ts';
import type { RecordRef } from '../../query/port.ts';
import type { Effect } from './effect.ts';
import type { Event } from './event.ts';
import type { FindingsSummary } from './findings.ts';
import { locationOf } from './state.ts';
import type { OpenRecord, State } from './state.ts';

/** How long the header points to a new finding, in ms. */
const newMs = 3_000;

/** What is known of findings now. One that was not there before is pointed to. */
export function withFindings(state: State, findings: FindingsSummary): State {
	const known = new Set(state.findings?.open.map(({ id }) => id));
	const isNew = state.findings !== undefined && findings.open.some(({ id }) => !known.has(id));
	return {
		...state,
		findings,
		findingNewUntilMs: isNew ? state.nowMs + newMs : state.findingNewUntilMs,
	};
}

/** What keeps the finding that is on the screen up to date, when findings have changed. */
export function refreshOpenFinding(state: State): readonly Effect[] {
	const location = locationOf(state);
	const record = location.kind === 'record' ? state.records[location.id] : undefined;
	return record?.json !== undefined && isFinding(record.ref)
		? [{ kind: 'refresh-finding', ref: record.ref }]
		: [];
}

/** The open pages of a finding as it reads after something was said of it. */
export function afterWord(
	state: State,
	{ before, ref, json }: Extract<Event, { readonly kind: 'finding-said' }>,
): State {
	const isIt = ({ ref: own }: OpenRecord) =>
		own.segmentId === before.segmentId && own.row === before.row;
	return {
		...state,
		records: Object.fromEntries(
			Object.entries(state.records).map(([id, record]) => [
				id,
				isIt(record) ? { ...record, ref, json } : record,
			]),
		),
	};
}

/** Segments of findings begin with this, and no others do. */
export const findingSegments = 'findings:';

export function isFinding({ segmentId }: RecordRef): boolean {
	return segmentId.startsWith(findingSegments);
}

/** An open finding, as its page shows it. */
export interface FindingPage {
	readonly id: string;
	readonly severity: string;
	readonly title: string;
	readonly rule: string;
	readonly principal: string;
	readonly account: string;
	readonly region: string;
	/** From its first hit to behind its last; undefined when it says of neither when it was: the range of the console. */
	readonly range: TimeSpan | undefined;
	/** Undefined when it does not say. */
	readonly count: number | undefined;
	readonly state: string;
	readonly reason: string;
	/** Why it is open again. */
	readonly again: string;
	/** What came since it was closed. */
	readonly sinceClosed: string;
	readonly note: string;
	readonly changedBy: string;
	readonly changed: string;
	readonly why: string;
	readonly description: string;
	readonly tactic: string;
	readonly attack: readonly string[];
	readonly references: readonly string[];
	readonly matches: readonly string[];
	/** Hits of its rule that exceptions left out, of all that is stored. */
	readonly silencedCount: number;
	readonly author: string;
	readonly licence: string;
	/** The query of its newest records. */
	readonly records: string;
}

/** Rows for the details below the words of a finding, of so many that both have. */
export function detailRows(rows: number): number {
	return Math.min(rows, Math.max(3, Math.floor(rows / 3)));
}

const pages = new WeakMap<OpenRecord, FindingPage | undefined>();

/** The page of an open record; undefined when it is no finding, or has not arrived. */
export function findingPage(record: OpenRecord | undefined): FindingPage | undefined {
	if (record?.json === undefined || !isFinding(record.ref)) {
		return undefined;
	}

	if (!pages.has(record)) {
		pages.set(record, pageOf(record.json));
	}

	return pages.get(record);
}

function pageOf(json: string): FindingPage | undefined {
	const value = JSON.parse(json) as Readonly<Record<string, unknown>>;
	const text = (name: string) => {
		const found = value[name];
		return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
	};

	const texts = (name: string) => {
		const found = value[name];
		return Array.isArray(found) ? found.map(String) : [];
	};

	return {
		id: text('finding'),
		severity: text('severity'),
		title: text('title'),
		rule: text('rule'),
		principal: text('principal'),
		account: text('account'),
		region: text('region'),
		range: rangeOf(finite(value['firstMs']), finite(Date.parse(text('last')))),
		count: finite(value['count']),
		state: text('state'),
		reason: text('reason'),
		again: text('again'),
		sinceClosed: text('sinceClosed'),
		note: text('note'),
		changedBy: text('changedBy'),
		changed: text('changed'),
		why: text('why'),
		description: text('description'),
		tactic: text('tactic'),
		attack: texts('attack'),
		references: texts('references'),
		matches: texts('matches'),
		silencedCount: finite(value['silenced']) ?? 0,
		author: text('author'),
		licence: text('licence'),
		records: text('records'),
	};
}

function finite(value: unknown): number | undefined {
	return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** What says of one end alone is of that moment. */
function rangeOf(firstMs: number | undefined, lastMs: number | undefined): TimeSpan | undefined {
	const ends = [firstMs, lastMs].filter(ms => ms !== undefined);
	// A record at the very end of the range is of it.
	return ends.length === 0 ? undefined : { fromMs: Math.min(...ends), toMs: Math.max(...ends) + 1 };
}
