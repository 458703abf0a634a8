import type { Engine } from '../query/port.ts';
import type { Fault } from '../query/value.ts';
import { Unanswered } from '../story/asker.ts';
import { tellChanges, tellLogins, tellRefused, tellSummary } from './activity.ts';
import { Inquiry, type InquiryRequest } from './inquiry.ts';
import { tellNews } from './news.ts';
import { tellFindings, type FindingsWish } from './own-findings.ts';
import type {
	Completeness,
	Report,
	ReportChart,
	ReportPart,
	ReportRange,
	ReportSection,
} from './report.ts';

export interface ReportRequest extends InquiryRequest {
	readonly trail: string;
	readonly madeMs: number;
	readonly completeness: Completeness;
	/** The command that gives the findings, if one does. */
	readonly findingsCommand: string | undefined;
}

export interface ReportOptions extends FindingsWish {
	readonly signal?: AbortSignal;
	/** Narrows a query to the records that the report is about. */
	readonly scoped: (text: string) => string;
}

export type ReportOutcome =
	| { readonly ok: true; readonly report: Report }
	| { readonly ok: false; readonly cancelled: true }
	| { readonly ok: false; readonly faults: readonly Fault[] };

/** Tells what was done in a range. Some sixty queries, however much there is. */
export async function tellReport(
	engine: Engine,
	request: ReportRequest,
	options: ReportOptions,
): Promise<ReportOutcome> {
	try {
		return { ok: true, report: await told(engine, request, options) };
	} catch (error) {
		if (error instanceof Unanswered) {
			return error.outcome;
		}

		throw error;
	}
}

/** A period counts as held when the store has nothing of at most its first such part. */
const quietParts = 24;

type Past = ReportRange & { readonly recordCount: number };

async function told(
	engine: Engine,
	request: ReportRequest,
	options: ReportOptions,
): Promise<Report> {
	const { trail, madeMs, completeness, findingsCommand, ...asked } = request;
	const { scoped, signal } = options;
	const hasNone = { signal, hasPeriodBefore: false };
	// How far back the store goes does not depend on whom the report is about.
	const whole = await pastOf(new Inquiry(engine, asked, { scoped: text => text, ...hasNone }));
	const past = await pastOf(new Inquiry(engine, asked, { scoped, ...hasNone }));
	const lengthMs = request.toMs - request.fromMs;
	// The first record of a period comes some time after its start.
	const hasPeriodBefore =
		whole !== undefined && whole.fromMs <= request.fromMs - lengthMs + lengthMs / quietParts;
	const inquiry = new Inquiry(engine, asked, { scoped, signal, hasPeriodBefore });
	const records = await inquiry.figure('records', '*');
	const sections: ReportSection[] = [];
	if (records.count > 0) {
		const summary = await tellSummary(inquiry, records);
		const chart = summary.parts.find(part => part.kind === 'chart') as ReportChart;
		const notes = [pastNote(whole, hasPeriodBefore)].map(text => ({ kind: 'note', text }) as const);
		sections.push(
			{ ...summary, parts: [...summary.parts, ...notes] },
			await tellFindings(engine, inquiry, options, chart, signal),
			await tellNews(inquiry, past),
			await tellRefused(inquiry),
			await tellLogins(inquiry),
			await tellChanges(inquiry),
		);
	}

	sections.push(completenessSection(completeness));
	return {
		fromMs: request.fromMs,
		toMs: request.toMs,
		trail,
		timeZone: request.timeZone,
		madeMs,
		recordCount: records.count,
		completeness,
		sections,
		queries: inquiry.queries,
		findingsCommand: records.count > 0 ? findingsCommand : undefined,
		warnings: [...inquiry.warnings],
	};
}

/** What the store holds of before the range. */
async function pastOf(inquiry: Inquiry): Promise<Past | undefined> {
	const toMs = inquiry.request.fromMs;
	if (toMs <= 0) {
		return undefined;
	}

	const range = { fromMs: 0, toMs };
	const { rows } = await inquiry.look('* | count as _n, min(_messageTime) as _first', {
		range,
		rowsMax: 1,
	});
	const [count, first] = rows[0] ?? [];
	return Number(count ?? 0) === 0
		? undefined
		: { fromMs: Number(first), toMs, recordCount: Number(count) };
}

function pastNote(past: Past | undefined, hasPeriodBefore: boolean): string {
	if (hasPeriodBefore) {
		return 'Before: the period of the same length just before this one.';
	}

	return past === undefined
		? 'The store has no record from before this range: there is nothing to compare with.'
		: 'The store does not reach back over the whole period before this one: there is nothing to compare with.';
}

function completenessSection({ words, states, listCommand }: Completeness): ReportSection {
	const table: ReportPart = {
		kind: 'table',
		title: 'Objects of the trail that may hold records of this range',
		columns: [
			{ title: 'what became of them', kind: 'words' },
			{ title: 'objects', kind: 'count' },
		],
		rows: states,
		rowCount: states.length,
		queryId: undefined,
	};
	return {
		id: 'completeness',
		title: 'Completeness of the trail',
		parts: [
			...words.map(text => ({ kind: 'note', text }) as const),
			...(states.length > 0 ? [table] : []),
			...(listCommand === undefined
				? []
				: [{ kind: 'note', text: `Which, and why: ${listCommand}` } as const]),
		],
	};
}
