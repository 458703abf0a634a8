import { expect, test } from 'vitest';
import { LagGauge } from '../../source/ingest/lag.ts';
import { TailCounters } from '../../source/ingest/tail-counters.ts';
import { lagPrefixesMax, tailErrorsMax } from '../../source/ingest/tail-status.ts';

test('a hundred folders are counted by name, all further ones as others', () => {
	const counters = new TailCounters();
	for (let folder = 0; folder < 103; folder++) {
		counters.skipped(`f${folder}/`);
	}

	counters.skipped('f0/', 4);
	const { skippedByFolder } = counters.objects();
	expect(Object.keys(skippedByFolder)).toHaveLength(101);
	expect(skippedByFolder).toMatchObject({ 'f0/': 5, 'f99/': 1, other: 3 });
});

test('the newest errors are kept, and all are counted', () => {
	const counters = new TailCounters();
	for (let index = 0; index <= tailErrorsMax; index++) {
		counters.error('object', `GET ${index}`, new Error(`no ${index}`), index);
	}

	expect(counters.errorCount).toBe(51);
	expect(counters.errors).toHaveLength(50);
	expect([counters.errors[0]?.tried, counters.errors.at(-1)?.tried]).toEqual(['GET 50', 'GET 1']);
});

const lateBy = (oursMs: number) => ({ trailMs: 0, deliveryMs: 0, oursMs });

test('the lag is that of the last 256 objects, of a place of its last 32', () => {
	const gauge = new LagGauge();
	const add = (oursMs: number, count: number) => {
		for (let index = 0; index < count; index++) {
			gauge.add('1', 'eu', lateBy(oursMs), 0, 0, true);
		}
	};

	add(1_000, 300);
	add(5, 16);
	expect(gauge.byPrefix()[0]?.totalP95Ms).toBe(1_000);
	add(5, 16);
	expect(gauge.byPrefix()[0]).toMatchObject({ totalP95Ms: 5, objects: 332 });
	expect(gauge.lag()?.totalP95Ms).toBe(1_000);
	add(5, 256 - 32);
	expect(gauge.lag()?.totalP95Ms).toBe(5);
});

test('of very many places the ones that were quiet longest are forgotten', () => {
	const gauge = new LagGauge();
	for (let account = 0; account <= lagPrefixesMax; account++) {
		gauge.add(String(account), 'eu', lateBy(1), 0, 0, true);
	}

	const accounts = gauge.byPrefix().map(({ account }) => account);
	expect(accounts).toHaveLength(200);
	expect([accounts[0], accounts.at(-1)]).toEqual(['200', '1']);
});
