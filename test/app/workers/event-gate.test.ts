import { expect, test } from 'vitest';
import { earlyMax, EventGate } from '../../../source/app/workers/event-gate.ts';
import type { Event } from '../../../source/dashboard/state/event.ts';

const tick = (nowMs: number): Event => ({ kind: 'tick', nowMs });

test('what comes before the console listens is heard first, each once and in order', () => {
	const gate = new EventGate();
	const { send } = gate;
	send(tick(1));
	send({ kind: 'notified', level: 'warn', text: 'a fault' });
	send({ kind: 'account', account: undefined } as unknown as Event);
	const heard: Event[] = [];
	gate.open(event => {
		heard.push(event);
		if (event.kind === 'notified') {
			// An event can lead to others at once.
			send(tick(2));
		}
	});
	send(tick(3));
	expect(heard.map(event => (event.kind === 'tick' ? event.nowMs : event.kind))).toEqual([
		1,
		'notified',
		'account',
		2,
		3,
	]);
});

test('after its end nothing is heard, and nothing kept', () => {
	const gate = new EventGate();
	const heard: Event[] = [];
	gate.send(tick(1));
	gate.close();
	gate.send(tick(2));
	gate.open(event => heard.push(event));
	gate.send(tick(3));
	expect(heard).toEqual([]);
});

test('of more than can be meant the newest wait', () => {
	const gate = new EventGate();
	for (let nowMs = 1; nowMs <= earlyMax + 5; nowMs++) {
		gate.send(tick(nowMs));
	}

	const heard: number[] = [];
	gate.open(event => heard.push(event.kind === 'tick' ? event.nowMs : 0));
	expect([heard.length, heard[0], heard.at(-1)]).toEqual([earlyMax, 6, earlyMax + 5]);
});
