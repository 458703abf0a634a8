import { afterAll, beforeAll, expect, test } from 'vitest';
import { aRecord } from '../../fixtures/records.ts';
import { alarms } from '../../source/dashboard/alarm/index.ts';
import type { Reading, Situation } from '../../source/dashboard/alarm/alarm.ts';
import { exampleIndicators } from '../../source/example/intel.ts';
import { isByRoot } from '../oracle/changes.ts';
import { eventOf, isUnauthorized } from '../oracle/event.ts';
import type { Event } from '../oracle/event.ts';
import type { JsonObject } from '../oracle/json.ts';
import { layoutNames, shippedLayout } from '../dashboard/layouts.ts';
import { exampleNowMs, openExampleStore } from './example-store.ts';
import type { ExampleStore } from './example-store.ts';

const hourMs = 3_600_000;
const layouts = layoutNames.map(shippedLayout);
const lastEndMs = Math.ceil(exampleNowMs / 300_000) * 300_000;

let store: ExampleStore;

/** Spread over the last half hour. */
function lately(count: number, overrides: JsonObject): readonly JsonObject[] {
	return Array.from({ length: count }, (_, index) => {
		const atMs = exampleNowMs - (index + 1) * Math.floor(hourMs / 2 / count);
		const eventTime = `${new Date(atMs).toISOString().slice(0, 19)}Z`;
		return aRecord({ eventTime, ...overrides }) as JsonObject;
	});
}

/** An account that writes each five minutes for a day, and ends two hours before now. */
function silent(): readonly JsonObject[] {
	return Array.from({ length: 270 }, (_, index) => {
		const atMs = exampleNowMs - 2 * hourMs - index * 300_000;
		const eventTime = `${new Date(atMs).toISOString().slice(0, 19)}Z`;
		return aRecord({ eventTime, recipientAccountId: '999900001111' }) as JsonObject;
	});
}

beforeAll(async () => {
	const failed = {
		eventName: 'ConsoleLogin',
		eventSource: 'signin.amazonaws.com',
		eventType: 'AwsConsoleSignIn',
		responseElements: { ConsoleLogin: 'Failure' },
	};
	const root = { userIdentity: { type: 'Root', accountId: '111122223333' } };
	const byService = { type: 'Root', accountId: '111122223333', invokedBy: 'ec2.amazonaws.com' };
	store = await openExampleStore({
		days: 2,
		recordsPerDay: 1_500,
		extra: [
			...lately(120, failed),
			...lately(150, { errorCode: 'AccessDenied' }),
			...lately(4, root),
			...lately(3, { userIdentity: byService }),
			...lately(90, { sourceIPAddress: exampleIndicators[0]?.threat ?? '' }),
			...silent(),
		],
	});
});

afterAll(async () => {
	await store.close();
});

const situation: Situation = {
	endMs: exampleNowMs,
	oldestMs: exampleNowMs - 48 * hourMs,
	lackingCount: 0,
	badTrailCount: 0,
	unlistedCount: 0,
	isWaiting: false,
};

async function read(name: string, change: Partial<Situation> = {}): Promise<Reading | undefined> {
	const alarm = alarms.find(one => one.name === name);
	const endMs = change.endMs ?? exampleNowMs;
	const results = (alarm?.queries(layouts) ?? []).map(({ text, lengthMs }) =>
		store.run(text, { fromMs: endMs - lengthMs, toMs: endMs }),
	);
	return alarm?.read(await Promise.all(results), { ...situation, ...change });
}

/** Of the hour in whole five minutes, counted without our engine. */
function counted(is: (event: Event) => boolean): number {
	return store.records
		.map(eventOf)
		.filter(({ timeMs }) => timeMs >= lastEndMs - hourMs && timeMs < exampleNowMs)
		.filter(is).length;
}

test('what is more than usual is told with its number, and that is what a plain count gives', async () => {
	const login = ({ name, result }: Event) => name === 'ConsoleLogin' && result !== 'Success';
	expect(await read('failed-logins')).toMatchObject({ level: 'bad', count: counted(login) });
	expect(await read('denied')).toMatchObject({ level: 'bad', count: counted(isUnauthorized) });
	const high = new Set(
		exampleIndicators.filter(one => one.threatlevel === 'high').map(({ threat }) => threat),
	);
	expect(await read('threats')).toMatchObject({
		count: counted(({ address }) => high.has(String(address))),
	});
});

test('each call by root counts, and none that a service makes for it', async () => {
	const root = await read('root-use');
	expect(root).toMatchObject({ level: 'bad', count: counted(isByRoot) });
	expect(root?.count).toBeGreaterThanOrEqual(4);
});

test('an account that always wrote and does no more is told with how long it is silent', async () => {
	expect(await read('silent-accounts')).toMatchObject({ level: 'bad', count: 1, change: '2h' });
	expect(await read('silent-accounts', { endMs: exampleNowMs - 4 * hourMs })).toMatchObject({
		level: 'quiet',
		count: 0,
	});
});

test('charts out of their band are those whose newest buckets are', async () => {
	// Of the hour that has not ended nobody knows how many will come.
	const hourEndMs = Math.ceil(exampleNowMs / hourMs) * hourMs;
	expect(await read('outliers', { endMs: hourEndMs })).toMatchObject({ level: 'warn', count: 1 });
	expect(await read('outliers', { endMs: hourEndMs + hourMs })).toMatchObject({ level: 'quiet' });
});
