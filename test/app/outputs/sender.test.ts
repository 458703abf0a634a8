import { afterAll } from '../../../store/index.ts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { aFindingRow } from '../../../fixtures/a-finding.ts';
import { aStore, type AStore } from '../../../fixtures/a-store.ts';
import { refusalsMax } from '../../../source/app/findings/lane.ts';
import { Sender } from '../../../source/app/findings/sender.ts';
import { SendError } from '../../../source/app/outputs/send-error.ts';
import type { Delivery, send } from '../../../source/app/outputs/send.ts';
import type { SentOutput } from '../../../source/findings/outputs/output.ts';
import {
	outputPrefix,
	queuedMax,
	queuePrefix,
	rowsToTell,
	toldPrefix,
	untoldKey,
	type QueueRow,
} from '../../../source/findings/outputs/queue.ts';
import { foundPrefix, type FindingRow } from '../../../source/findings/live/rows.ts';
import type { Severity } from '../../../source/findings/rule.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const startMs = Date.UTC(2026, 2, 2);
const { signal } = new AbortController();

let store: AStore;
beforeEach(async () => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: startMs });
	store = await aStore();
});
afterEach(async () => {
	vi.useRealTimers();
	await store.close();
});

function anOutput(id: string, more: Partial<SentOutput> = {}): SentOutput {
	return {
		id,
		minSeverity: 'high',
		rules: [],
		rate: { count: 20, withinMs: hourMs },
		target: { kind: 'ndjson', file: `/nowhere/${id}` },
		...more,
	};
}

const idOf = (number: number) => number.toString(16).padStart(16, '0');
const rowOf = (number: number, more: Partial<FindingRow> = {}) =>
	aFindingRow({ id: idOf(number), lastMs: Date.now(), ...more });
const rows = (prefix: string) => [...store.writer.ledgerRange(prefix, prefix + afterAll)];

/** A sender over the real store, and outputs that do as they are told. */
function aSender(...outputs: readonly SentOutput[]) {
	const sent: (Delivery & { readonly to: string })[] = [];
	const told: string[] = [];
	const failing = new Map<string, (signal: AbortSignal) => Promise<void>>();
	const deliver: typeof send = async (target, delivery) => {
		const to = target.kind === 'ndjson' ? target.file.slice(9) : '';
		sent.push({ ...delivery, to });
		await failing.get(to)?.(delivery.signal);
	};

	const wish = { environment: 'prod', outputs, env: {}, hostName: 'host' };
	const ports = {
		writer: store.writer,
		notify: (text: string) => told.push(text),
		nowMs: Date.now,
		send: deliver,
	};
	const sender = new Sender(wish, ports);
	sender.begin();
	return {
		sender,
		sent,
		told,
		fail: (to: string, error: Error) => failing.set(to, () => Promise.reject(error)),
		hang: (to: string) =>
			failing.set(
				to,
				ended =>
					new Promise((_resolve, reject) => {
						ended.addEventListener('abort', () => reject(new SendError('it was ended')));
					}),
			),
		mend: (to: string) => failing.delete(to),
		/** What was sent to an output. */
		ids: (to: string) =>
			sent.filter(one => one.to === to).map(({ message }) => `${message.id} ${message.severity}`),
		/** Findings come, as they do from whoever looks for them. */
		find: async (...found: readonly FindingRow[]) => {
			const written = rowsToTell(found, outputs, store.writer, () => undefined, Date.now());
			await store.writer.putLedger([
				...found.map(row => ({ key: foundPrefix + row.id, value: row })),
				...written,
			]);
			sender.note(written);
		},
		settle: async () => {
			await vi.advanceTimersByTimeAsync(0);
		},
	};
}

test('findings are sent once and in order, to whom wants them, and nothing is left in the queue', async () => {
	const one = anOutput('one');
	const two = anOutput('two', { minSeverity: 'critical' });
	const three = anOutput('three', { rules: ['CT02'] });
	const { sender, sent, ids, find } = aSender(one, two, three);
	await find(rowOf(1), rowOf(2, { severity: 'critical' }), rowOf(3, { severity: 'medium' }));
	await find(rowOf(4, { rule: 'CT02' }), rowOf(1, { count: 9 }));
	expect(await sender.drained(1_000, signal)).toBe(0);
	expect(ids('one')).toEqual([`${idOf(1)} high`, `${idOf(2)} critical`, `${idOf(4)} high`]);
	expect(ids('two')).toEqual([`${idOf(2)} critical`]);
	expect(ids('three')).toEqual([`${idOf(4)} high`]);
	expect(sent[0]).toMatchObject({ isRepeat: false, message: { environment: 'prod' } });
	expect(rows(queuePrefix)).toEqual([]);
	await sender.end();
});

test('a finding is sent again when it becomes worse, and not when it becomes less', async () => {
	const { sender, ids, find } = aSender(anOutput('one'));
	await find(rowOf(1));
	await find(rowOf(1, { severity: 'critical' }));
	await find(rowOf(1));
	await sender.drained(1_000, signal);
	expect(ids('one')).toEqual([`${idOf(1)} high`, `${idOf(1)} critical`]);
	await sender.end();
});

test('history is not sent, and how much of it is said once', async () => {
	const { sender, sent, told, find } = aSender(anOutput('one'));
	await find(rowOf(1, { lastMs: startMs - dayMs - 1 }), rowOf(2, { lastMs: startMs - 2 * dayMs }));
	await find(rowOf(3, { lastMs: startMs - dayMs - 1, severity: 'low' }));
	sender.tellUntold();
	sender.tellUntold();
	expect(told).toEqual([
		'sent to no output: 2 findings of records older than a day; `trailtop detect` lists them',
	]);
	expect(sent).toEqual([]);
	expect(store.writer.ledger(untoldKey)).toEqual({ oldCount: 2, fullCount: 0 });
	// What happens again is no history.
	await find(rowOf(1));
	await sender.drained(1_000, signal);
	expect(sent).toHaveLength(1);
	await sender.end();
});

test('beyond the rate one message says how many more there are, of each severity', async () => {
	const rate = { count: 3, withinMs: hourMs };
	const { sender, sent, ids, find, settle } = aSender(anOutput('one', { rate }), anOutput('two'));
	for (let number = 0; number < 8; number++) {
		await find(rowOf(number, number === 5 ? { severity: 'critical' } : {}));
	}

	expect(await sender.drained(1_000, signal)).toBe(1);
	expect(ids('one')).toHaveLength(3);
	expect(ids('two')).toHaveLength(8);
	await vi.advanceTimersByTimeAsync(hourMs - 1);
	expect(ids('one')).toHaveLength(3);
	await vi.advanceTimersByTimeAsync(1);
	await settle();
	expect(ids('one')).toHaveLength(4);
	expect(sent.at(-1)?.message).toMatchObject({
		digest: true,
		title: '5 more findings: 1 critical, 4 high',
		counts: { critical: 1, high: 4 },
	});
	// The digest is the first message of the next window.
	for (let number = 10; number < 14; number++) {
		await find(rowOf(number));
	}

	await sender.drained(1_000, signal);
	expect(ids('one')).toHaveLength(6);
	await sender.end();
});

test('a digest outlives the process', async () => {
	const rate = { count: 1, withinMs: hourMs };
	const first = aSender(anOutput('one', { rate }));
	await first.find(rowOf(1), rowOf(2), rowOf(3));
	await first.sender.drained(1_000, signal);
	await first.sender.end();
	const second = aSender(anOutput('one', { rate }));
	await vi.advanceTimersByTimeAsync(hourMs);
	await second.settle();
	expect(second.sent.map(({ message }) => message.title)).toEqual(['2 more findings: 2 high']);
	await second.sender.end();
});

test('an output that fails is tried again with longer waits, said once, and stops no other', async () => {
	const { sender, sent, ids, told, find, fail, mend, settle } = aSender(
		anOutput('one'),
		anOutput('two'),
	);
	fail('one', new SendError('host answers 500'));
	await find(rowOf(1), rowOf(2));
	await settle();
	expect(ids('two')).toHaveLength(2);
	for (const waitMs of [2_000, 4_000, 8_000, 16_000]) {
		const before = ids('one').length;
		await vi.advanceTimersByTimeAsync(waitMs - 1);
		expect(ids('one')).toHaveLength(before);
		await vi.advanceTimersByTimeAsync(1);
		expect(ids('one')).toHaveLength(before + 1);
	}

	// At the most ten minutes.
	await vi.advanceTimersByTimeAsync(hourMs);
	const before = ids('one').length;
	await vi.advanceTimersByTimeAsync(600_000);
	expect(ids('one')).toHaveLength(before + 1);
	mend('one');
	await vi.advanceTimersByTimeAsync(600_000);
	expect(ids('one').slice(-2)).toEqual([`${idOf(1)} high`, `${idOf(2)} high`]);
	expect(new Set(ids('one').slice(0, -1))).toEqual(new Set([`${idOf(1)} high`]));
	expect(
		sent
			.filter(({ to }) => to === 'one')
			.slice(1, -1)
			.every(({ isRepeat }) => isRepeat),
	).toBe(true);
	expect(told).toEqual([
		'a finding was not sent: one: host answers 500; it is tried again for a day, and said when it works',
		'findings are sent again: one',
	]);
	await sender.end();
});

test('a receiver says when it wants to be asked again', async () => {
	const { sender, ids, find, fail, settle } = aSender(anOutput('one'));
	fail('one', new SendError('host answers 429', { retryAfterMs: 60_000 }));
	await find(rowOf(1));
	await settle();
	await vi.advanceTimersByTimeAsync(59_999);
	expect(ids('one')).toHaveLength(1);
	await vi.advanceTimersByTimeAsync(1);
	expect(ids('one')).toHaveLength(2);
	await sender.end();
});

test('what waits longer than a day, or is refused three times, is given up, counted and said', async () => {
	const { sender, ids, told, find, fail, mend, settle } = aSender(anOutput('one'));
	fail('one', new SendError('host answers 400', { isRefusal: true }));
	await find(rowOf(1));
	await settle();
	await vi.advanceTimersByTimeAsync(60_000);
	expect(ids('one')).toHaveLength(refusalsMax);
	expect(told.at(-1)).toBe(
		'a message is given up: one: host answers 400; so far 1 message of this output',
	);
	fail('one', new SendError('host answers 500'));
	await find(rowOf(2));
	await vi.advanceTimersByTimeAsync(dayMs + 600_000);
	expect(told.at(-1)).toBe(
		'a message is given up: one: it has waited longer than a day; so far 2 messages of this output',
	);
	expect(rows(queuePrefix)).toEqual([]);
	expect(rows(outputPrefix)[0]?.value).toMatchObject({ sentCount: 0, givenUpCount: 2 });
	mend('one');
	await find(rowOf(3));
	await sender.drained(1_000, signal);
	expect(ids('one').at(-1)).toBe(`${idOf(3)} high`);
	await sender.end();
});

test('a thousand findings wait, and more are counted and said', async () => {
	const { sender, told, find, hang } = aSender(
		anOutput('one', { rate: { count: 1_000, withinMs: hourMs } }),
	);
	hang('one');
	await find(...Array.from({ length: queuedMax }, (_, number) => rowOf(number)));
	await find(rowOf(queuedMax), rowOf(queuedMax + 1));
	sender.tellUntold();
	expect(rows(queuePrefix)).toHaveLength(queuedMax);
	expect(told).toEqual([
		'sent to no output: 2 findings while too many waited; `trailtop detect` lists them',
	]);
});

test('what was being sent when the process ended is sent by the next, which knows that it may be a repeat', async () => {
	const first = aSender(anOutput('one'), anOutput('two'));
	first.hang('one');
	await first.find(rowOf(1), rowOf(2));
	await first.settle();
	expect(first.ids('two')).toHaveLength(2);
	// It is not ended: it is gone.
	const second = aSender(anOutput('one'), anOutput('two'));
	await second.sender.drained(1_000, signal);
	expect(second.sent.map(({ to, isRepeat, message }) => [to, isRepeat, message.id])).toEqual([
		['one', true, idOf(1)],
		['one', false, idOf(2)],
	]);
	await second.sender.end();
});

test('when all ends, what is being sent has two seconds, and waits in the store when it takes longer', async () => {
	const { sender, sent, told, find, hang, settle } = aSender(anOutput('one'));
	hang('one');
	await find(rowOf(1), rowOf(2));
	await settle();
	let hasEnded = false;
	const ending = sender.end().then(() => (hasEnded = true));
	await vi.advanceTimersByTimeAsync(1_999);
	expect(hasEnded).toBe(false);
	await vi.advanceTimersByTimeAsync(1);
	await ending;
	expect(sent).toHaveLength(1);
	expect(told).toEqual([]);
	const left = rows(queuePrefix).map(({ value }) => (value as QueueRow).outputs['one']);
	expect(left).toEqual([{ tries: 1, sending: expect.stringMatching(/^[\w-]{36}$/) }, { tries: 0 }]);
});

test('an output that is not configured any more is not waited for', async () => {
	const first = aSender(anOutput('one'), anOutput('gone'));
	first.hang('one');
	first.hang('gone');
	await first.find(rowOf(1));
	await first.settle();
	const second = aSender(anOutput('one'));
	await second.sender.drained(1_000, signal);
	expect(second.ids('one')).toHaveLength(1);
	expect(rows(queuePrefix)).toEqual([]);
	await second.sender.end();
	expect(rows(outputPrefix)).toHaveLength(1);
	await aSender(anOutput('other')).sender.end();
	expect(rows(outputPrefix)).toEqual([]);
});

test('a store that cannot be written stops no process, and nothing is sent before that is written', async () => {
	const { sender, sent, told, find, settle } = aSender(anOutput('one'));
	const put = vi.spyOn(store.writer, 'putLedger');
	await find(rowOf(1));
	put.mockImplementation(() => Promise.reject(new Error('the disk is full')));
	await settle();
	await find(rowOf(2)).catch(() => {});
	sender.note(rowsToTell([rowOf(2)], [anOutput('one')], store.writer, () => undefined, Date.now()));
	const before = sent.length;
	await vi.advanceTimersByTimeAsync(10_000);
	expect(sent).toHaveLength(before);
	expect(told[0]).toMatch(/^a finding was not sent: one: the disk is full; /);
	put.mockRestore();
	await vi.advanceTimersByTimeAsync(60_000);
	expect(sent.map(({ message }) => message.id)).toContain(idOf(2));
	await sender.end();
});

test('somebody who waits waits no longer than they say', async () => {
	const { sender, find, hang } = aSender(anOutput('one'));
	hang('one');
	await find(rowOf(1));
	const waiting = sender.drained(5_000, signal);
	await vi.advanceTimersByTimeAsync(5_000);
	expect(await waiting).toBe(1);
	const ending = new AbortController();
	const interrupted = sender.drained(hourMs, ending.signal);
	ending.abort();
	expect(await interrupted).toBe(1);
});

test('that a finding was told is known as long as it is there, and two days more', async () => {
	const { sender, find } = aSender(anOutput('one'));
	await find(rowOf(1), rowOf(2));
	await sender.drained(1_000, signal);
	await sender.end();
	await store.writer.putLedger([{ key: foundPrefix + idOf(2), value: undefined }]);
	await aSender(anOutput('one')).sender.end();
	expect(rows(toldPrefix)).toHaveLength(2);
	vi.setSystemTime(startMs + 2 * dayMs + 1);
	await aSender(anOutput('one')).sender.end();
	expect(rows(toldPrefix).map(({ key }) => key)).toEqual([toldPrefix + idOf(1)]);
});

test('what waits is in the store as it is sent, and no key or address of an output', async () => {
	const url = { text: 'https://hooks.example.com/hunter2-PLANTED' };
	const target = { kind: 'webhook', url, form: 'json', routingKey: url } as const;
	const { sender, find, settle } = aSender(anOutput('webhook hooks.example.com', { target }));
	const severity: Severity = 'critical';
	const { writer } = store;
	const queued = rowsToTell([rowOf(1, { severity })], [anOutput('x')], writer, () => undefined, 0);
	expect((queued[0]?.value as QueueRow).finding).toMatchObject({
		severity,
		title: 'A trail was stopped',
	});
	await find(rowOf(1));
	await settle();
	expect(JSON.stringify(rows('findings/'))).not.toContain('PLANTED');
	await sender.end();
});
