import { fork } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { QueryProcess } from '../../../source/app/workers/query-process.ts';
import { StoryTeller } from '../../../source/app/workers/story-teller.ts';
import { WorkerProcess } from '../../../source/app/workers/worker-process.ts';
import type { Event } from '../../../source/dashboard/state/event.ts';
import { readBundle } from '../../../fixtures/bundle.ts';
import { aFolder } from '../../../fixtures/a-store.ts';
import { exampleStore, until } from '../../pty/program.ts';
import type { Store } from '../../pty/program.ts';

let store: Store;
let worker: QueryProcess;
let folder: Awaited<ReturnType<typeof aFolder>>;
let exportDir: string;

beforeAll(async () => {
	store = await exampleStore();
	folder = await aFolder();
	exportDir = folder.path;
	worker = new QueryProcess(
		{
			stores: [{ name: 'a', dir: store.dir, category: 'a', isFilled: false }],
			intel: { example: false, tablesDir: store.dir, threatFiles: [], geoFiles: [] },
			configDir: store.dir,
			memoryBytes: 1e8,
			runBytesMax: 1e8,
		},
		{ replied: () => {}, failed: () => {} },
		new WorkerProcess(() => fork('dist/query-worker.js', [], { serialization: 'advanced' })),
	);
}, 120_000);
afterAll(async () => {
	await worker.stop();
	await folder.remove();
	await store.remove();
});

const toMs = Date.parse(until);

function wish(id: string, who: string, scope = '*') {
	const range = { fromMs: toMs - 86_400_000, toMs };
	return { kind: 'tell-story', id, who, scope, range, nowMs: toMs, timeZone: 'UTC' } as const;
}

function teller(client = () => worker.client as typeof worker.client | undefined) {
	const events: Event[] = [];
	return {
		events,
		stories: new StoryTeller(client, event => events.push(event), { exportDir, nowMs: () => toMs }),
	};
}

test('a story is told in the query worker, with the findings of its principal', async () => {
	const { events, stories } = teller();
	await stories.tell(wish('#1', 'svc-reports'));
	const [told] = events.filter(event => event.kind === 'story');
	expect(told).toMatchObject({ id: '#1', story: { who: 'svc-reports', readAs: 'user' } });
	const timeline = told?.story.sections.find(({ id }) => id === 'timeline');
	const found = timeline?.rows.filter(({ parts }) => parts[0]?.name === 'finding');
	expect(found?.length).toBeGreaterThan(0);
	const [row] = timeline?.rows.filter(({ eventId }) => eventId !== undefined) ?? [];
	const query = `* | where eventID = "${row?.eventId ?? ''}"`;
	const range = { fromMs: row?.timeMs ?? 0, toMs: (row?.timeMs ?? 0) + 1 };
	await stories.find({
		kind: 'find-record',
		id: '#2',
		query,
		range,
		nowMs: toMs,
		timeZone: 'UTC',
	});
	const record = events.at(-1);
	expect(record?.kind === 'record' && record.json).toContain(row?.eventId);
	expect(record?.kind === 'record' && record.ref?.segmentId).not.toBe('');
});

test('the scope is heeded', async () => {
	const { events, stories } = teller();
	const none = '*\n| where _account = "999999999999"';
	await stories.tell(wish('#1', 'svc-reports', none));
	expect(events).toMatchObject([{ kind: 'story', story: { recordCount: 0 } }]);
});

test('of a story that is ended or told anew nothing more is heard, and its work ends', async () => {
	const { events, stories } = teller();
	const ended = stories.tell(wish('#1', 'svc-reports'));
	stories.cancel('#1');
	await ended;
	expect(events).toEqual([]);
	const before = stories.tell(wish('#1', 'svc-reports'));
	const after = stories.tell(wish('#1', 'backup'));
	await Promise.all([before, after]);
	expect(events.filter(({ kind }) => kind === 'story')).toMatchObject([
		{ id: '#1', story: { who: 'backup' } },
	]);
	const { outcome, cancel } = worker.client.tell(wish('#1', 'svc-reports'), () => {});
	cancel();
	expect(await outcome).toEqual({ ok: false, cancelled: true });
});

test('without a store the page is told so', async () => {
	const { events, stories } = teller(() => undefined);
	await stories.tell(wish('#1', 'ada'));
	expect(events).toEqual([{ kind: 'story-failed', id: '#1', message: 'no store is open yet' }]);
});

function toBundle(told: Event | undefined, id = '#1') {
	const story = told?.kind === 'story' ? told.story : undefined;
	if (story === undefined) {
		throw new Error('no story was told');
	}

	return {
		kind: 'bundle-story',
		id,
		story,
		scope: '*',
		timeZone: 'UTC',
		lacks: [],
		nowMs: toMs,
	} as const;
}

test('a story is written with just the records that it counts, and each hash is right', async () => {
	const { events, stories } = teller();
	await stories.tell(wish('#1', 'svc-reports'));
	const effect = toBundle(events.find(({ kind }) => kind === 'story'));
	await stories.bundle(effect);
	const [note, end] = events.slice(-2);
	expect(note).toMatchObject({ kind: 'notified', level: 'info' });
	expect(end).toEqual({ kind: 'bundle-ended', id: '#1' });
	const [name = ''] = await readdir(exportDir);
	expect(name).toMatch(/^trailtop-story-svc-reports-\d{8}T\d{6}Z$/);
	expect(note?.kind === 'notified' && note.text).toContain(join(exportDir, name));
	const bundle = await readBundle(join(exportDir, name));
	expect(bundle.faults).toEqual([]);
	expect(bundle.records).toHaveLength(effect.story.recordCount);
	expect(bundle.files).toContain('story.md');

	// The folder is there already, and stays as it is.
	await stories.bundle(effect);
	expect(events.at(-2)).toMatchObject({
		level: 'bad',
		text: expect.stringContaining(name) as string,
	});
	expect((await readBundle(join(exportDir, name))).faults).toEqual([]);
});

test('a bundle that is ended leaves no folder', async () => {
	exportDir = join(folder.path, 'none');
	await mkdir(exportDir);
	const { events, stories } = teller();
	await stories.tell(wish('#1', 'svc-reports'));
	const effect = toBundle(events.find(({ kind }) => kind === 'story'));
	const writing = stories.bundle(effect);
	stories.perform({ kind: 'cancel-bundle', id: '#1' });
	await writing;
	expect(events.at(-2)).toMatchObject({ text: 'no bundle was written: it was ended' });
	expect(await readdir(exportDir)).toEqual([]);
});

test('a story that more records have come for since is told again for its bundle', async () => {
	exportDir = join(folder.path, 'again');
	await mkdir(exportDir);
	const { events, stories } = teller();
	await stories.tell(wish('#1', 'svc-reports'));
	const effect = toBundle(events.find(({ kind }) => kind === 'story'));
	const { recordCount } = effect.story;
	await stories.bundle({ ...effect, story: { ...effect.story, recordCount: recordCount - 1 } });
	expect(events.at(-2)).toMatchObject({
		level: 'warn',
		text: expect.stringMatching(/; told again, as more records have come since$/) as string,
	});
	const [name = ''] = await readdir(exportDir);
	const bundle = await readBundle(join(exportDir, name));
	expect(bundle.faults).toEqual([]);
	expect(bundle.records).toHaveLength(recordCount);
	const page = await readFile(join(exportDir, name, 'story.json'), 'utf8');
	expect(JSON.parse(page)).toMatchObject({ records: recordCount });
});
