import { expect, test } from 'vitest';
import { QueryClient } from '../../../source/app/workers/query-client.ts';
import type { QueryCommand } from '../../../source/app/workers/query-messages.ts';
import { RunQueue } from '../../../source/app/workers/run-queue.ts';
import type { Event } from '../../../source/dashboard/state/event.ts';
import type { Effect } from '../../../source/dashboard/state/effect.ts';
import { endBecause } from '../../../source/app/workers/worker-end.ts';
import { aResult } from '../../panels/result.ts';

type Run = Extract<Effect, { kind: 'run' }>;

function aRun(slot: string, ticket: number, progress: boolean): Run {
	return {
		kind: 'run',
		slot,
		ticket,
		text: '*',
		range: { fromMs: 0, toMs: 1_000 },
		nowMs: 1_000,
		timeZone: 'UTC',
		filled: [],
		order: 0,
		progress,
		again: false,
	};
}

function aQueue() {
	const posted: QueryCommand[] = [];
	const events: Event[] = [];
	let nowMs = 0;
	const client = new QueryClient({ post: command => posted.push(command) });
	const queue = new RunQueue(
		() => (nowMs += 10),
		event => events.push(event),
	);
	queue.connect(client);
	return { posted, events, client, queue };
}

const turn = () => new Promise(resolve => setImmediate(resolve));

test('a run asks for its own number of rows, and never for more than ten thousand', () => {
	const { posted, queue } = aQueue();
	queue.add({ ...aRun('typed', 1, false), rowsMax: 100 });
	queue.add({ ...aRun('#1', 2, false), rowsMax: 20_000 });
	queue.add(aRun('#2', 3, false));
	const asked = posted.map(command => command.type === 'run' && command.request.rowsMax);
	expect(asked.slice(0, 2)).toEqual([100, 10_000]);
});

test('what there is so far is told, then the whole', async () => {
	const { posted, events, client, queue } = aQueue();
	queue.add(aRun('#1', 7, true));
	expect(posted).toMatchObject([{ type: 'run', id: 1, progress: true }]);
	const part = { ...aResult(['a'], [[1]]), complete: false };
	client.receive({ type: 'progress', id: 1, result: part });
	client.receive({
		type: 'outcome',
		id: 1,
		outcome: { ok: true, result: aResult(['a'], [[1], [2]]) },
	});
	await turn();
	expect(events).toMatchObject([
		{ kind: 'result', slot: '#1', ticket: 7, elapsedMs: 10, result: { complete: false } },
		{ kind: 'result', slot: '#1', ticket: 7, elapsedMs: 20, result: { complete: true } },
	]);
});

test('a panel that shows a whole result asks for no part', () => {
	const { posted, queue } = aQueue();
	queue.add(aRun('a/b', 1, false));
	expect(posted).toMatchObject([{ type: 'run', progress: false }]);
});

test('a stopped query is told to the worker, and gives way to the next', async () => {
	const { posted, events, client, queue } = aQueue();
	queue.add(aRun('a', 1, true));
	queue.add(aRun('b', 2, true));
	queue.add(aRun('c', 3, true));
	queue.cancel('c');
	queue.cancel('a');
	expect(posted.map(command => command.type)).toEqual(['run', 'run', 'cancel']);
	client.receive({ type: 'outcome', id: 1, outcome: { ok: false, cancelled: true } });
	await turn();
	expect(events).toEqual([]);
	expect(posted).toHaveLength(3);
});

test('two queries are at work, a list has ten thousand rows, the others wait', async () => {
	const { posted, client, queue } = aQueue();
	for (const [index, slot] of ['a', 'b', 'c'].entries()) {
		queue.add(aRun(slot, index, false));
	}

	expect(posted).toHaveLength(2);
	expect(posted[0]).toMatchObject({ request: { rowsMax: 10_000 } });
	client.receive({ type: 'outcome', id: 1, outcome: { ok: true, result: aResult(['a'], []) } });
	await turn();
	expect(posted).toHaveLength(3);
});

test('a second worker takes what waits, hears of new records first, and may leave', async () => {
	const { posted, client, queue } = aQueue();
	const others: QueryCommand[] = [];
	const second = new QueryClient({ post: command => others.push(command) });
	for (const [index, slot] of ['a', 'b', 'c', 'd', 'e'].entries()) {
		queue.add(aRun(slot, index, false));
	}

	queue.connectHelper(second);
	expect(posted.map(({ type }) => type)).toEqual(['run', 'run']);
	expect(others.map(({ type }) => type)).toEqual(['refresh', 'run', 'refresh', 'run']);
	queue.disconnect(second);
	second.receive({ type: 'outcome', id: 1, outcome: { ok: true, result: aResult(['a'], []) } });
	await turn();
	// The last one waits for the first worker, because the second has left.
	expect(others).toHaveLength(4);
	expect(posted).toHaveLength(2);
	client.receive({ type: 'outcome', id: 1, outcome: { ok: true, result: aResult(['a'], []) } });
	await turn();
	expect(posted).toHaveLength(3);
});

test('what a worker ends that nobody stopped runs once more, and then has failed', async () => {
	const { posted, events, client, queue } = aQueue();
	const others: QueryCommand[] = [];
	const second = new QueryClient({ post: command => others.push(command) });
	const cancelled = { ok: false, cancelled: true } as const;
	queue.connectHelper(second);
	for (const [index, slot] of ['a', 'b', 'c'].entries()) {
		queue.add(aRun(slot, index, false));
	}

	// A worker that is told to leave ends what it has.
	queue.disconnect(second);
	second.receive({ type: 'outcome', id: 1, outcome: cancelled });
	client.receive({ type: 'outcome', id: 1, outcome: { ok: true, result: aResult(['a'], []) } });
	await turn();
	expect(posted).toHaveLength(3);
	expect(events.map(({ kind }) => kind)).toEqual(['result']);
	client.receive({ type: 'outcome', id: 3, outcome: cancelled });
	await turn();
	expect(events[1]).toMatchObject({ kind: 'query-failed', slot: 'c', ticket: 2 });
	expect(posted).toHaveLength(3);
});

test('what a second worker loses with its end runs once more in the first, unless it was stopped', async () => {
	const { posted, events, client, queue } = aQueue();
	const second = new QueryClient({ post: () => {} });
	for (const [index, slot] of ['a', 'b', 'c', 'd'].entries()) {
		queue.add(aRun(slot, index, false));
	}

	queue.connectHelper(second);
	queue.cancel('d');
	second.fail('it ended');
	queue.lose(second, endBecause('it ended'));
	await turn();
	expect(events).toEqual([]);
	client.receive({ type: 'outcome', id: 1, outcome: { ok: false, cancelled: true } });
	client.receive({ type: 'outcome', id: 2, outcome: { ok: false, cancelled: true } });
	await turn();
	expect(posted.filter(command => command.type === 'run')).toHaveLength(3);
	expect(posted[2]).toMatchObject({ id: 3, type: 'run' });
	client.fail('it ended too');
	queue.lose(client, endBecause('it ended too'));
	await turn();
	expect(events).toMatchObject([
		{ kind: 'faults', slot: 'c', faults: [{ severity: 'fault', message: 'it ended too' }] },
	]);
});

test('of two queries that a worker took with it, the one that does it again alone is the fault', async () => {
	const { posted, events, client, queue } = aQueue();
	for (const [index, slot] of ['a', 'b', 'c'].entries()) {
		queue.add(aRun(slot, index, false));
	}

	const end = endBecause('it ended');
	client.fail(end.message);
	queue.lose(client, end);
	await turn();
	expect(events).toEqual([]);
	const second: QueryCommand[] = [];
	const next = new QueryClient({ post: command => second.push(command) });
	queue.connect(next);
	expect(second).toHaveLength(1);
	next.fail(end.message);
	queue.lose(next, end);
	await turn();
	expect(events).toMatchObject([{ kind: 'faults', slot: 'a', faults: [{ message: 'it ended' }] }]);
	const third: QueryCommand[] = [];
	const last = new QueryClient({ post: command => third.push(command) });
	queue.connect(last);
	expect(third).toHaveLength(1);
	last.receive({ type: 'outcome', id: 1, outcome: { ok: true, result: aResult(['a'], []) } });
	await turn();
	expect(events.at(-1)).toMatchObject({ kind: 'result', slot: 'b' });
	expect(third).toHaveLength(2);
	expect(posted).toHaveLength(2);
});

test('a worker that comes after the end of queries answers again', async () => {
	const { events, client, queue } = aQueue();
	queue.disconnect(client);
	queue.end({ message: 'it ended', next: 'r starts them again' });
	const posted: QueryCommand[] = [];
	queue.connect(new QueryClient({ post: command => posted.push(command) }));
	queue.add(aRun('a', 1, false));
	await turn();
	expect(events).toEqual([]);
	expect(posted).toMatchObject([{ type: 'run' }]);
});

test('what waits and what is at work is told', async () => {
	const loads: (readonly [number, number])[] = [];
	const client = new QueryClient({ post: () => {} });
	const queue = new RunQueue(
		() => 0,
		() => {},
		(waiting, working) => loads.push([waiting, working]),
	);
	queue.connect(client);
	for (const [index, slot] of ['a', 'b', 'c'].entries()) {
		queue.add(aRun(slot, index, false));
	}

	queue.cancel('c');
	client.receive({ type: 'outcome', id: 2, outcome: { ok: true, result: aResult(['a'], []) } });
	await turn();
	expect(loads).toEqual([
		[0, 0],
		[0, 1],
		[0, 2],
		[1, 2],
		[0, 2],
		[0, 1],
	]);
});

test('a thousand requests wait; one more is refused, and nothing is kept of it', async () => {
	const posted: QueryCommand[] = [];
	const client = new QueryClient({ post: command => posted.push(command) });
	const waiting = Array.from({ length: 1_000 }, () =>
		client.complete('', 0, { fromMs: 0, toMs: 1 }),
	);
	const parts: unknown[] = [];
	const request = { text: '*', fromMs: 0, toMs: 1, nowMs: 1, timeZone: 'UTC' };
	const refused = client.run(request, result => parts.push(result));
	await expect(refused.outcome).rejects.toThrow(/1000 queries wait already/);
	client.receive({ type: 'progress', id: 1_001, result: aResult(['a'], []) });
	expect(parts).toEqual([]);
	expect(posted).toHaveLength(1_000);

	client.receive({ type: 'completed', id: 1, items: [], faults: [], signature: undefined });
	await expect(waiting[0]).resolves.toEqual({ items: [], faults: [] });
	void client.complete('', 0, { fromMs: 0, toMs: 1 });
	expect(posted).toHaveLength(1_001);
});

test('when no worker comes any more, what waits and what is asked later fails with the reason', () => {
	const { posted, events, client, queue } = aQueue();
	queue.disconnect(client);
	queue.add(aRun('a/b', 1, false));
	queue.add(aRun('a/c', 2, false));
	expect(events).toEqual([]);
	const reason = { message: 'the file was cut', next: 'look closer' };
	queue.end(reason);
	queue.add(aRun('a/b', 3, false));
	expect(events).toEqual(
		[
			['a/b', 1],
			['a/c', 2],
			['a/b', 3],
		].map(([slot, ticket]) => ({ kind: 'query-failed', slot, ticket, ...reason })),
	);
	expect(posted).toEqual([]);
});
