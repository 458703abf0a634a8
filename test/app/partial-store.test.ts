import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openPartialStore } from '../../source/app/partial-store.ts';
import type { SegmentView } from '../../store/index.ts';
import { segmentOf } from '../query/engine/segments.ts';

function aDir(): string {
	const dir = mkdtempSync(join(tmpdir(), 'trailtop-partials-'));
	onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
	return dir;
}

function opened(dir: string, rules = 'rules') {
	const store = openPartialStore(dir, rules);
	if (store === undefined) {
		throw new Error('no partials can be stored');
	}

	onTestFinished(() => store.close());
	return store;
}

const bytes = (text: string) => new Uint8Array(Buffer.from(text));

test('what one process stores for some segments the next one finds, and for no others', async () => {
	const dir = aDir();
	const first = opened(dir);
	first.put(['s1', 's2'], 'plan', bytes('partial'));
	await first.close();
	const second = opened(dir);
	expect(second.get(['s1', 's2'], 'plan')).toEqual(bytes('partial'));
	for (const [signatures, name] of [
		[['s1'], 'plan'],
		[['s2', 's1'], 'plan'],
		[['s1', 's2'], 'other plan'],
	] as const) {
		expect(second.get(signatures, name)).toBeUndefined();
	}
});

test('other rules find nothing, and what they leave behind is removed', async () => {
	const dir = aDir();
	const segment = segmentOf('s', [{ eventID: 'a' }], 0, true);
	const signatures = [segment.signature ?? ''];
	const first = opened(dir);
	first.put(signatures, 'plan', bytes('partial'));
	await first.close();
	const later = opened(dir, 'rules of the next version');
	expect(later.get(signatures, 'plan')).toBeUndefined();
	later.put(signatures, 'plan', bytes('anew'));
	later.flush();
	later.follow([segment]);
	expect(later.get(signatures, 'plan')).toEqual(bytes('anew'));
	await later.close();
	expect(opened(dir).get(signatures, 'plan')).toBeUndefined();
});

test('partials of a segment that was dropped are removed', () => {
	const [stays, goes] = ['stays', 'goes'].map(id => segmentOf(id, [{ eventID: id }], 0, true));
	const store = opened(aDir());
	for (const segment of [stays, goes]) {
		store.put([segment?.signature ?? ''], 'plan', bytes('partial'));
	}

	store.flush();
	const has = (segment: SegmentView | undefined) =>
		store.get([segment?.signature ?? ''], 'plan') !== undefined;
	const open = segmentOf('open', [{ eventID: 'o' }], 0, false);
	store.follow([stays, goes, open].filter(segment => segment !== undefined));
	expect([has(stays), has(goes)]).toEqual([true, true]);
	store.follow([stays, open].filter(segment => segment !== undefined));
	expect([has(stays), has(goes)]).toEqual([true, false]);
});

test('a program that runs from its sources stores nothing', () => {
	const dir = aDir();
	mkdirSync(dir, { recursive: true });
	expect(openPartialStore(dir)).toBeUndefined();
});
