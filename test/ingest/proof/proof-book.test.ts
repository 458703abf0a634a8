import { afterEach, beforeEach, expect, test } from 'vitest';
import { aStore } from '../../../fixtures/a-store.ts';
import type { AStore } from '../../../fixtures/a-store.ts';
import { flawOf } from '../../../source/ingest/proof/flaw.ts';
import { ProofBook } from '../../../source/ingest/proof/proof-book.ts';
import { placesMax, proofReport, shownMax } from '../../../source/ingest/proof/proof-report.ts';
import {
	flawsMax,
	noProof,
	proofStateOf,
	proofStates,
	uncoveredMax,
} from '../../../source/ingest/proof/proof-rows.ts';
import type { ProofChain, ProofGap } from '../../../source/ingest/proof/proof-rows.ts';
import { pruneProof } from '../../../source/ingest/proof/prune-proof.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const startMs = Date.UTC(2026, 2, 1);
const source = 's3://logs';
let store: AStore;
let alarms: string[];
let book: ProofBook;

beforeEach(async () => {
	store = await aStore();
	alarms = [];
	book = new ProofBook(store.writer, source, ({ key }) => alarms.push(key));
});
afterEach(() => store.close());

const aChain = (account: string, toMs: number): ProofChain => ({
	namespace: source,
	prefix: `AWSLogs/${account}/CloudTrail-Digest/us-east-1/`,
	name: `${account}_CloudTrail-Digest`,
	account,
	region: 'us-east-1',
	isBackfill: false,
	newest: { key: 'newest', fromMs: toMs - hourMs, toMs },
	oldest: { key: 'oldest', fromMs: startMs },
	backToMs: startMs,
	lookedMs: toMs,
});
const aGap = (fromMs: number): ProofGap => ({
	fromMs,
	toMs: fromMs + hourMs,
	logCount: 0,
	state: 'missing',
	reason: 'gone',
});
const rowsBelow = (prefix: string) => [...store.writer.ledgerRange(prefix, `${prefix}\u{10FFFF}`)];

test('hours that follow each other are one row, in whatever order they are proven', async () => {
	const chain = aChain('111122223333', startMs + dayMs);
	for (const hour of [5, 6, 4, 8, 7, 7]) {
		const fromMs = startMs + hour * hourMs;
		await book.note({ chain, run: { fromMs, toMs: fromMs + hourMs, logCount: 2 } }, startMs);
	}

	expect(rowsBelow('proof/run/').map(({ value }) => value)).toEqual([
		{ fromMs: startMs + 4 * hourMs, toMs: startMs + 9 * hourMs, logCount: 10 },
	]);
	await book.note(
		{ chain, run: { fromMs: startMs + dayMs, toMs: startMs + dayMs + hourMs, logCount: 0 } },
		startMs,
	);
	expect(rowsBelow('proof/run/')).toHaveLength(2);
});

test('ten thousand flaws are kept, and more are counted', async () => {
	const many = Array.from({ length: flawsMax + 3 }, (_, index) =>
		flawOf('log-missing', `key ${index}`, 'gone'),
	);
	await book.noteFlaws(many, startMs);
	expect(book.state).toMatchObject({ flawCount: flawsMax, leftCount: 3 });
	expect(alarms).toHaveLength(flawsMax + 3);
	expect(proofReport([store.writer], startMs)).toMatchObject({ flawCount: flawsMax + 3 });
	await book.noteFlaws(many.slice(0, 5), startMs);
	expect(alarms).toHaveLength(flawsMax + 3);
});

test('of places without digests two hundred are named, and all are counted', async () => {
	const places = Array.from({ length: uncoveredMax + 5 }, (_, index) => ({
		account: String(100_000_000_000 + index),
		region: 'us-east-1',
	}));
	await book.noteState(places, undefined);
	expect(book.state.uncovered).toHaveLength(uncoveredMax);
	expect(proofReport([store.writer], startMs)).toMatchObject({ uncoveredCount: uncoveredMax + 5 });
	const { version } = book.state;
	await book.noteState(places, undefined);
	expect(book.state.version).toBe(version);
});

test('two hundred places and fifty gaps are shown, the worst and the newest', async () => {
	const toMs = startMs + 10 * hourMs;
	for (let index = 0; index < placesMax + 5; index++) {
		const chain = aChain(String(100_000_000_000 + index), toMs);
		const gaps = index === placesMax + 4 ? [aGap(toMs - 3 * hourMs)] : [];
		await book.note({ chain, run: { fromMs: startMs, toMs, logCount: 0 }, gaps }, startMs);
	}

	const chain = aChain('900000000000', startMs + 200 * hourMs);
	const gaps = Array.from({ length: shownMax + 5 }, (_, index) =>
		aGap(startMs - 2 * index * hourMs),
	);
	await book.note({ chain, gaps }, startMs);
	const report = proofReport([store.writer], toMs);
	expect(report?.places).toHaveLength(placesMax);
	expect(report?.placeCount).toBe(placesMax + 6);
	expect(report?.places[0]?.account).toBe('100000000204');
	expect(report?.gaps).toHaveLength(shownMax);
	expect(report?.gapCount).toBe(shownMax + 6);
});

test('what is proven goes with the days of its objects', async () => {
	const chain = aChain('111122223333', startMs + 2 * dayMs);
	for (const day of [0, 1]) {
		const fromMs = startMs + day * dayMs;
		await book.note(
			{
				chain,
				run: { fromMs, toMs: fromMs + hourMs, logCount: 0 },
				gaps: [aGap(fromMs + 2 * hourMs)],
				flaws: [
					flawOf(
						'log-missing',
						`AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/0${day + 1}/111122223333_CloudTrail_us-east-1_2026030${day + 1}T0205Z_a.json.gz`,
						'gone',
					),
				],
			},
			startMs,
		);
	}

	await pruneProof(store.writer, startMs + dayMs, async () => {});
	expect(
		['run', 'gap', 'finding', 'chain'].map(kind => rowsBelow(`proof/${kind}/`).length),
	).toEqual([1, 1, 1, 1]);
	expect(book.state.flawCount).toBe(1);
	expect(proofReport([store.writer], startMs)?.provenFromMs).toBe(startMs + dayMs);
});

test('a state that an earlier version wrote tells how many flaws there are', async () => {
	const { flawCount: _, ...earlier } = { ...noProof, findingCount: 7 };
	await store.writer.putLedger([{ key: 'proof/state/s3://earlier', value: earlier }]);
	expect(proofStateOf(store.writer, 's3://earlier').flawCount).toBe(7);
	const namespaces = [...proofStates(store.writer)].map(({ state }) => state.flawCount);
	expect(namespaces).toContain(7);
});
