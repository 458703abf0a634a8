import type { StoreSnapshot } from '../../../store/index.ts';
import { storyObject } from '../../app/print/story.ts';
import { version } from '../../app/version.ts';
import type { Rule } from '../../findings/rule.ts';
import type { Account } from '../../ingest/account.ts';
import type { LedgerPort } from '../../ingest/damaged.ts';
import type { Engine } from '../../query/port.ts';
import { storyMarkdown } from '../../story/markdown.ts';
import type { Story } from '../../story/story.ts';
import type { StoryOutcome } from '../../story/tell-story.ts';
import { formatNumber, formatPlural } from '../../text/number.ts';
import { Bundle, type BundlePage } from './bundle.ts';
import { Interrupted, pages, storedPart } from './pages.ts';
import { recordsOf, type ExportCounts } from './records.ts';

/** A story that is written with its evidence. */
export interface StoryBundleWish {
	/** A new folder. */
	readonly dir: string;
	readonly story: Story;
	/** IANA name: that of the times of the page. */
	readonly timeZone: string;
	/** What it was not told from. */
	readonly lacks: readonly string[];
	/** When it was told: what times of the query such as `now()` mean. Ms since the epoch. */
	readonly nowMs: number;
}

/** What a story was told from. */
export interface StoryBundleSource {
	readonly engine: Engine;
	readonly snapshot: Pick<StoreSnapshot, 'segments'>;
	readonly ledgers: readonly LedgerPort[];
	/** Of the range of the story. */
	readonly account: Account;
	/** By which its findings were told. */
	readonly rules: readonly Rule[];
	/** Ms since the epoch: when the bundle is made. */
	readonly createdMs: number;
	/** Tells the story of what the store has now; absent where it was told of just that. */
	readonly tellAgain?: () => Promise<StoryOutcome>;
}

export interface BundledStory {
	/** As it was told, or told again. */
	readonly story: Story;
	readonly counts: ExportCounts;
}

interface Options {
	readonly signal: AbortSignal;
	readonly onProgress?: (doneCount: number, recordCount: number) => void;
}

/**
 * Writes the records of a story with their objects and hashes, and the story itself, into a new folder. It has just the
 * records that the story counts, or there is no folder. Of a range that is not over more records may have come since: then
 * the story is told again, because a page that says another number than there are records would be no evidence.
 *
 * @throws Interrupted when it was cancelled
 * @throws UsageError when the folder is there already
 * @throws Error when records were dropped while it was written
 */
export async function bundleStory(
	wish: StoryBundleWish,
	source: StoryBundleSource,
	options: Options,
): Promise<BundledStory> {
	const bundle = await Bundle.create(wish.dir);
	try {
		const told = { ...wish, story: await storyNow(wish, source, options) };
		const counts = await addRecords(bundle, told, source, options);
		const { fromMs, toMs, query: search, who, readAs } = told.story;
		const { account, createdMs } = source;
		await bundle.finish(
			{
				...{ version, createdMs, search, fromMs, toMs, account },
				about: { story: { who, readAs } },
				pages: storyPages(told, source.rules),
			},
			source.ledgers,
		);
		return { story: told.story, counts };
	} catch (error) {
		await bundle.remove();
		throw error;
	}
}

/** The story that counts the records that the store has now. */
async function storyNow(
	{ story, nowMs, timeZone }: StoryBundleWish,
	{ engine, tellAgain }: StoryBundleSource,
	{ signal }: Options,
): Promise<Story> {
	const { fromMs, toMs, query: text } = story;
	const counted = await engine.run({ text, fromMs, toMs, nowMs, timeZone, rowsMax: 0 }, { signal });
	if (!counted.ok || tellAgain === undefined || counted.result.rowCount === story.recordCount) {
		return story;
	}

	const outcome = await tellAgain();
	if (!outcome.ok) {
		throw 'cancelled' in outcome
			? new Interrupted('interrupted')
			: new Error(outcome.faults[0]?.message ?? 'the story has a fault');
	}

	return outcome.story;
}

/** Adds just the records that a story counts. */
async function addRecords(
	bundle: Bundle,
	{ story, timeZone, nowMs }: StoryBundleWish,
	{ engine, snapshot }: StoryBundleSource,
	{ signal, onProgress }: Options,
): Promise<ExportCounts> {
	const { query: text, recordCount } = story;
	const range = storedPart(story, snapshot);
	const counts: ExportCounts = { records: 0, compacted: 0, lost: 0 };
	for await (const page of pages(engine, { text, nowMs, timeZone }, range, recordCount, signal)) {
		for await (const record of recordsOf(page, engine, counts)) {
			await bundle.add(record);
		}

		if (signal.aborted) {
			throw new Interrupted('interrupted');
		}

		onProgress?.(counts.records, recordCount);
	}

	if (counts.records !== recordCount || counts.lost > 0) {
		const found = `the story counts ${formatPlural(recordCount, 'record')}, and ${formatNumber(counts.records)} of it could be read`;
		const lost =
			counts.lost > 0 ? `; retention dropped ${formatNumber(counts.lost)} meanwhile` : '';
		throw new Error(`${found}${lost}; tell the story again`);
	}

	return counts;
}

function storyPages(
	{ story, timeZone, lacks }: StoryBundleWish,
	rules: readonly Rule[],
): readonly BundlePage[] {
	const findings = findingLines(story, rules);
	return [
		{ name: 'story.md', text: storyMarkdown(story, timeZone, lacks) },
		{ name: 'story.json', text: `${JSON.stringify(storyObject(story), null, 2)}\n` },
		...(findings === '' ? [] : [{ name: 'findings.ndjson', text: findings }]),
	];
}

/** The findings of a story, with whose rules they are of: their licences ask for the name. */
function findingLines({ sections }: Story, rules: readonly Rule[]): string {
	const byId = new Map(rules.map(rule => [rule.id, rule]));
	return sections
		.flatMap(({ id, rows }) => (id === 'timeline' ? rows : []))
		.filter(({ parts }) => parts[0]?.name === 'finding')
		.map(({ timeMs, parts }) => {
			const text = (name: string) => parts.find(part => part.name === name)?.text;
			const hits = parts.find(part => part.name === 'hits');
			const rule = byId.get(text('rule') ?? '');
			return `${JSON.stringify({
				severity: text('finding')?.replace('▲ ', ''),
				rule: text('rule'),
				title: text('title'),
				first: timeMs === undefined ? undefined : new Date(timeMs).toISOString(),
				count: hits?.number,
				query: hits?.query,
				why: rule?.why,
				attack: rule?.attack,
				author: rule?.author,
				licence: rule?.licence,
			})}\n`;
		})
		.join('');
}
