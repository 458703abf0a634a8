import { appendFileSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aRecord, startMs } from '../../../fixtures/records.ts';
import {
	markNoteMax,
	marksMax,
	nameMax,
	readMarkEntry,
} from '../../../source/app/marks/mark-log.ts';
import { MarksView } from '../../../source/app/marks/marks-view.ts';
import { MarksWatch } from '../../../source/app/workers/marks-watch.ts';
import type { QueryReply } from '../../../source/app/workers/query-messages.ts';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import type { Engine, RecordRef } from '../../../source/query/port.ts';
import { derivedFields } from '../../../source/trail/derive.ts';
import { recordFields } from '../../../source/trail/record-fields.ts';
import { recordSchema } from '../../../source/trail/schema.ts';
import { openReader, type StoreReader } from '../../../store/index.ts';
import { LiveWorld, objectOf } from '../../findings/live/live-world.ts';

const hostile = 'it\u001b[2J"; $(reboot) \u202e\n__proto__';

let world: LiveWorld;
let reader: StoreReader;
let nowMs: number;
let file: string;

beforeEach(async () => {
	world = await LiveWorld.open();
	await world.append([
		objectOf([
			aRecord({ eventName: 'CreateUser', eventID: 'a' }),
			aRecord({ eventName: 'DeleteUser', eventID: '{{b}}' }),
			aRecord({ eventName: 'Odd', eventID: 'c', eventTime: 'never' }),
		]),
	]);
	reader = await openReader({ dir: world.store.dir, schema: recordSchema });
	nowMs = startMs;
	file = join(world.store.dir, 'marks.ndjson');
});
afterEach(async () => {
	await reader.close();
	await world.close();
});

function engineOf(): Engine {
	return createLocalEngine(() => reader.refresh(), {
		derived: derivedFields,
		recordFields,
		lookups: { table: name => ({ missing: `no table ${name}` }) },
	});
}

/** What another console on the same store sees, and says. */
function aView(who: string, engine: Engine = engineOf()): MarksView {
	return new MarksView({
		open: () => [{ dir: world.store.dir, category: 'prod' }],
		engine,
		segments: () => new Set(reader.refresh().segments.map(({ id }) => id)),
		speaker: { who, nowMs: () => nowMs },
	});
}

async function refOf(eventName: string): Promise<RecordRef> {
	const range = { fromMs: 0, toMs: 8.64e15, nowMs: startMs, timeZone: 'UTC' };
	const outcome = await engineOf().run({ text: `eventName=${eventName}`, ...range });
	const ref = outcome.ok ? outcome.result.refs?.[0] : undefined;
	return ref ?? { segmentId: 'none', row: 0 };
}

test('what one console marks, another one sees, with who said what and when, at the same record', async () => {
	const [here, there] = [aView('ada@here'), aView('bob@there')];
	const ref = await refOf('CreateUser');
	expect(await here.mark(ref, hostile)).toBeUndefined();
	const { marks, oddCount } = await there.look();
	expect(oddCount).toBe(0);
	expect(marks).toEqual([
		expect.objectContaining({ note: hostile, by: 'ada@here', atMs: nowMs, timeMs: startMs, ref }),
	]);
	expect(marks[0]?.title).toMatch(/^CreateUser by /);
	nowMs += 1;
	await there.mark(await refOf('DeleteUser'), '');
	nowMs += 1;
	await there.mark(ref, 'known');
	expect((await here.look()).marks.map(({ note, by }) => [note, by])).toEqual([
		['known', 'bob@there'],
		['', 'bob@there'],
	]);
	here.unmark(marks[0]?.key ?? '');
	expect((await there.look()).marks.map(({ title }) => title)).toEqual([
		expect.stringMatching(/^DeleteUser/),
	]);
	expect(there.unmark(marks[0]?.key ?? '')).toBe('this mark is gone already');
	expect(statSync(file).mode & 0o777).toBe(0o600);
	expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(4);
});

test('what cannot be found again is not marked, and a note has five hundred characters', async () => {
	const view = aView('ada');
	expect(await view.mark({ segmentId: 'findings:1.0', row: 0 }, '')).toMatch(/gone/);
	expect(await view.mark(await refOf('Odd'), '')).toMatch(/no eventID, name and time/);
	await view.mark(await refOf('CreateUser'), 'x'.repeat(markNoteMax + 9));
	expect((await view.look()).marks[0]?.note).toHaveLength(markNoteMax);
});

test('damaged lines and a half-written last one are counted, and the next mark is whole', async () => {
	const view = aView('ada');
	writeFileSync(
		file,
		[
			...['{', '[]', 'null', '7', '{"event":"a"}', `{"event":"a","timeMs":1e99}`, '\0\u001b[2J'],
			...['{"__proto__":{"event":"a"}}', 'x'.repeat(1_000_000)],
			'{"event":"a","timeMs":1,"acc',
		].join('\n'),
	);
	expect(await view.look()).toEqual({ marks: [], oddCount: 10, forgottenCount: 0 });
	expect(await view.mark(await refOf('CreateUser'), 'whole')).toBeUndefined();
	const { marks, oddCount } = await view.look();
	expect(marks.map(({ note }) => note)).toEqual(['whole']);
	expect(oddCount).toBe(10);
});

test('a mark whose record is gone is there without it, and finds it when it comes', async () => {
	const view = aView('ada');
	const entry = { event: 'z', timeMs: startMs + 5, account: '', title: 'Odd', note: 'n' };
	appendFileSync(file, `${JSON.stringify({ ...entry, by: 'bob', atMs: 1 })}\n`);
	expect((await view.look()).marks).toEqual([
		expect.objectContaining({ title: 'Odd', ref: undefined }),
	]);
	await world.append([
		objectOf([
			aRecord({
				eventID: 'z',
				eventTime: new Date(startMs + 5).toISOString(),
				recipientAccountId: undefined,
			}),
		]),
	]);
	expect((await view.look()).marks[0]?.ref).toBeUndefined();
	nowMs += 30_000;
	expect((await view.look()).marks[0]?.ref).toBeDefined();
});

test('nothing is written through a link, and a pipe in its place keeps nobody waiting', async () => {
	const aim = join(world.store.dir, 'aim');
	writeFileSync(aim, '');
	symlinkSync(aim, file);
	const ref = await refOf('CreateUser');
	expect(await aView('ada').mark(ref, '')).toMatch(/^it could not be written beside the store/);
	expect(readFileSync(aim, 'utf8')).toBe('');
	expect((await aView('ada').look()).marks).toEqual([]);
	execFileSync('rm', [file]);
	execFileSync('mkfifo', [file]);
	expect((await aView('ada').look()).marks).toEqual([]);
	expect(await aView('ada').mark(ref, '')).toMatch(/no regular file/);
});

test('two thousand marks are kept, and how many are older is told', async () => {
	const lines = Array.from({ length: marksMax + 3 }, (_, index) =>
		JSON.stringify({
			...{ event: `e${index}`, timeMs: startMs, account: '', title: '', note: '' },
			...{ by: 'ada', atMs: index },
		}),
	);
	writeFileSync(file, `${lines.join('\n')}\n`);
	const { marks, forgottenCount } = await aView('ada').look();
	expect(marks).toHaveLength(marksMax);
	expect(forgottenCount).toBe(3);
	expect(marks[0]?.atMs).toBe(marksMax + 2);
});

test('another file in the place of the log is read from its beginning', async () => {
	const view = aView('ada');
	await view.mark(await refOf('CreateUser'), 'one');
	await view.look();
	execFileSync('rm', [file]);
	await view.mark(await refOf('DeleteUser'), 'other, and longer than the one before by far');
	expect((await view.look()).marks.map(({ title }) => title)).toEqual([
		expect.stringMatching(/^DeleteUser/),
	]);
});

test('the console is told when marks change, once, and of what cannot be read', async () => {
	const replies: QueryReply[] = [];
	const view = aView('ada');
	const watch = new MarksWatch(view, reply => replies.push(reply));
	const settled = async () => {
		watch.look();
		await expect.poll(() => watch.isLooking).toBe(false);
	};

	await settled();
	await settled();
	await view.mark(await refOf('CreateUser'), 'one');
	await settled();
	expect(replies.map(({ type }) => type)).toEqual(['marks', 'marks']);
	const wrong = new MarksWatch({ look: () => Promise.reject(new Error('no')) }, reply =>
		replies.push(reply),
	);
	wrong.look();
	await expect.poll(() => wrong.isLooking).toBe(false);
	expect(replies.at(-1)).toEqual({ type: 'unreadable', text: 'marks cannot be read: no' });
});

test('a name in the log has a thousand characters at most', () => {
	const entry = (event: string) =>
		readMarkEntry(
			JSON.stringify({
				...{ event, timeMs: 1, account: '', title: '', note: '', by: 'ada', atMs: 1 },
			}),
		);
	expect(entry('x'.repeat(nameMax))?.event).toHaveLength(nameMax);
	expect(entry('x'.repeat(nameMax + 1))).toBeUndefined();
});
