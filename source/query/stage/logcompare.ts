import { compareText } from '../comparison.ts';
import type { Table, TableContext } from '../frame/table.ts';
import type { Value } from '../value.ts';
import { clusterTexts, type Signature, type WeighedText } from './cluster/cluster.ts';
import { distinctTexts, tellLeft, textStages } from './cluster/distinct-texts.ts';
import { namingKeys } from './cluster/words-of.ts';
import { readLogcompare, type LogcompareStage } from './logcompare-syntax.ts';
import { tellShortPast } from './past/within.ts';
import { tableOf } from './schema.ts';
import { timeWidths, words } from './stage-completion.ts';
import type { Elsewhere, Pipelines, StageSpec } from './stage-spec.ts';
import { durationText, sourceField } from './stage-text.ts';

const titles = [
	'_count',
	'_baselineCount',
	'_deltaPercentage',
	'_anomalyScore',
	'_isNew',
	'_signature_id',
	'_signature',
];

export const logcompare: StageSpec<LogcompareStage> = {
	kind: 'logcompare',
	help: {
		name: 'logcompare',
		group: 'aggregate',
		takes: 'rows',
		tier: 'later',
		syntax:
			'logcompare [field=f] [timeshift -24h | start_time t [end_time t]] [baseline (search | stages)]',
		help: 'groups texts that are alike, now and in the past, the largest change first: new ones have _isNew, and of those that are gone _count is 0',
		snippet: 'logcompare timeshift -24h',
		keywords: ['field', 'timeshift', 'start_time', 'end_time', 'baseline'],
		example: 'errorCode=* | logcompare timeshift -24h | where _isNew',
	},
	read: readLogcompare,
	print: (stage, { text }) => {
		const { baseline } = stage;
		const other =
			baseline === undefined
				? ''
				: ` baseline (${text.slice(baseline.inner.start, baseline.inner.end)})`;
		return `logcompare ${sourceField(stage.field)}${pastText(stage)}${other}`;
	},
	name: () => 'logcompare',
	explain: pastText,
	reads: stage => (stage.field === undefined ? [] : [stage.field]),
	makes: () => tableOf(titles),
	runsBeforeAgain: 'warning',
	run: {
		class: 'pipelines',
		inner: stage => (stage.baseline === undefined ? [] : [stage.baseline.stages]),
		searches: stage => (stage.baseline === undefined ? [] : [stage.baseline.search]),
		startsAnew: true,
		isApart: true,
		keys: () => [],
		run: runLogcompare,
	},
	complete: {
		operands: 'expression',
		opens: [],
		follows: words(['baseline (']),
		offers: ({ last }) =>
			last.word === 'timeshift'
				? words(timeWidths.map(width => `-${width}`))
				: words(['timeshift -24h', 'field=', 'start_time', 'end_time', 'baseline (']),
	},
	drill: { made: () => titles.map(title => title.toLowerCase()), dropsRows: false },
};

function pastText({ past }: LogcompareStage): string {
	if (past.kind === 'shift') {
		return `timeshift -${past.label}`;
	}

	const end = past.toMs === undefined ? '' : ` end_time ${isoText(past.toMs)}`;
	return `start_time ${isoText(past.fromMs)}${end}`;
}

function isoText(ms: number): string {
	return new Date(ms).toISOString();
}

function pastOf({ past, baseline }: LogcompareStage, context: TableContext): Elsewhere {
	const { fromMs, toMs } = context;
	if (past.kind === 'shift') {
		return { fromMs: fromMs - past.shiftMs, toMs: toMs - past.shiftMs, query: baseline };
	}

	const end = past.toMs ?? past.fromMs + toMs - fromMs;
	return { fromMs: past.fromMs, toMs: end, query: baseline };
}

async function runLogcompare(
	_: Table,
	stage: LogcompareStage,
	context: TableContext,
	pipelines: Pipelines,
): Promise<Table> {
	const { spending } = context;
	const before = spending.used;
	const stages = textStages(stage, []);
	const pastRange = pastOf(stage, context);
	if (pastRange.fromMs < context.fromMs) {
		const ms = context.fromMs - pastRange.fromMs;
		const within = { ms, label: durationText(ms) };
		tellShortPast('logcompare', within, context, pipelines, 'what is usual is called new');
	}

	const { table } = await pipelines.with(stages, Infinity, []);
	const now = distinctTexts(table, stage, context);
	const earlier = await pipelines.elsewhere(pastRange, stages);
	const past = distinctTexts(earlier, stage, context);
	const { signatures, left } = clusterTexts(
		joined(now.texts, past.texts),
		namingKeys,
		spending,
		stage.span,
	);
	tellLeft('logcompare', stage, left, now.emptyCount + past.emptyCount, context);
	const rows = changes(now.texts, past.texts, signatures);
	spending.dropTo(before);
	return { columns: titles, rows };
}

/** Each text once, with the events of both. */
function joined(now: readonly WeighedText[], past: readonly WeighedText[]): readonly WeighedText[] {
	const weights = new Map<string, number>();
	for (const { text, weight } of [...now, ...past]) {
		weights.set(text, (weights.get(text) ?? 0) + weight);
	}

	return [...weights].map(([text, weight]) => ({ text, weight }));
}

interface Change {
	readonly signature: Signature;
	now: number;
	past: number;
}

/** A row a signature, the largest change first. */
function changes(
	now: readonly WeighedText[],
	past: readonly WeighedText[],
	signatures: ReadonlyMap<string, Signature>,
): readonly (readonly Value[])[] {
	const found = new Map<string, Change>();
	const count = (texts: readonly WeighedText[], side: 'now' | 'past'): number => {
		let total = 0;
		for (const { text, weight } of texts) {
			const signature = signatures.get(text);
			if (signature !== undefined) {
				const change = found.get(signature.text) ?? { signature, now: 0, past: 0 };
				change[side] += weight;
				total += weight;
				found.set(signature.text, change);
			}
		}

		return total;
	};

	const nowTotal = count(now, 'now');
	const pastTotal = count(past, 'past');
	const smoothed = (part: number, total: number) => (part + 1) / (total + found.size);
	return [...found.values()]
		.map(change => ({
			...change,
			score: divergence(smoothed(change.now, nowTotal), smoothed(change.past, pastTotal)),
		}))
		.sort(
			(a, b) =>
				b.score - a.score || b.now - a.now || compareText(a.signature.text, b.signature.text),
		)
		.map(({ signature, now: count, past: baseline, score }) => [
			count,
			baseline,
			deltaPercentage(share(count, nowTotal), share(baseline, pastTotal)),
			score,
			baseline === 0,
			signature.id,
			signature.text,
		]);
}

function share(part: number, total: number): number {
	return total === 0 ? 0 : part / total;
}

/** Infinity for what is new, -100 for what is gone. */
function deltaPercentage(now: number, past: number): number {
	return past === 0 ? Infinity : ((now - past) / past) * 100;
}

/** The part of one signature in the symmetric divergence of Kullback and Leibler. */
function divergence(now: number, past: number): number {
	return (now - past) * Math.log(now / past);
}
