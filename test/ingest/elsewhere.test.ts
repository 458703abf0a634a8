import { expect, test } from 'vitest';
import { Elsewhere } from '../../source/ingest/elsewhere.ts';
import { InFlight } from '../../source/ingest/in-flight.ts';
import { objectLedgerKey, settledEntry } from '../../source/ingest/ledger.ts';
import type { ObjectState } from '../../source/ingest/ledger.ts';
import type { PassPorts } from '../../source/ingest/pass.ts';

const title = 's3://logs';
const object = (key: string) => ({
	key,
	etag: 'one',
	sizeBytes: 1,
	lastModifiedMs: 0,
	storageClass: undefined,
});

function aBackfill() {
	const inFlight = new InFlight();
	const rows = new Map<string, unknown>();
	const ports = {
		inFlight,
		source: { title } as PassPorts['source'],
		writer: { ledger: (key: string) => rows.get(key) } as PassPorts['writer'],
	};
	const done: string[] = [];
	const elsewhere = new Elsewhere(ports);
	/** A day is listed, of which another pass is fetching these keys. */
	const read = (day: string, ...keys: readonly string[]) => {
		const from = elsewhere.count;
		keys.forEach(key => inFlight.add(key));
		elsewhere.add(keys);
		elsewhere.afterThoseSince(from, () => done.push(day));
	};

	const end = (key: string, state: ObjectState | undefined) => {
		if (state !== undefined) {
			rows.set(objectLedgerKey(title, key), settledEntry(object(key), state, 0, {}));
		}

		inFlight.delete(key);
	};

	return { elsewhere, done, read, end };
}

test('a day is done once the objects that another pass was fetching are in the store', async () => {
	const { elsewhere, done, read, end } = aBackfill();
	read('1');
	read('2', 'a', 'b');
	read('3', 'c');
	read('4', 'd');
	expect(done).toEqual(['1']);
	const settled = elsewhere.settle(new AbortController().signal);
	end('c', 'pending');
	end('b', 'ok');
	end('a', 'ok');
	expect(done).toEqual(['1']);
	end('d', undefined);
	expect(await settled).toBe(2);
	expect(done).toEqual(['1', '2']);
});

test('whoever waits for another pass ends with the signal', async () => {
	const { elsewhere, done, read } = aBackfill();
	read('1', 'a');
	const stop = new AbortController();
	const settled = elsewhere.settle(stop.signal);
	stop.abort(new Error('stopped'));
	await expect(settled).rejects.toThrow('stopped');
	expect(done).toEqual([]);
});
