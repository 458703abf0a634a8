import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../../fixtures/a-store.ts';
import { aRecord, startMs } from '../../../fixtures/records.ts';
import { ExceptionDesk } from '../../../source/app/findings/exception-desk.ts';
import { FindingsView } from '../../../source/app/findings/findings-view.ts';
import { exceptionsFile } from '../../../source/app/findings/write-exception.ts';
import { loadRules } from '../../../source/app/rules.ts';
import type { ExceptionAnswer } from '../../../source/dashboard/state/exception.ts';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import { derivedFields } from '../../../source/trail/derive.ts';
import { recordFields } from '../../../source/trail/record-fields.ts';
import { recordSchema } from '../../../source/trail/schema.ts';
import { openReader, type StoreReader, type StoreSnapshot } from '../../../store/index.ts';
import { LiveWorld, objectOf } from '../../findings/live/live-world.ts';

const hostile =
	'ada\u001b[2J"; \\n | count $(id) #: {x}\u202e\u0085\u2028\u007f\n---\nextends: CT02';
const rule = 'id: MINE\ntitle: Odd\nseverity: high\nwhen: eventName = "Odd"\n';
const dayMs = 86_400_000;

let home: Awaited<ReturnType<typeof aFolder>>;
let world: LiveWorld;
let reader: StoreReader;
let view: FindingsView;
let snapshot: StoreSnapshot;
let desk: ExceptionDesk;

const odd = (userName: string, userAgent: string, eventID: string, at = 0) =>
	aRecord({
		eventName: 'Odd',
		userAgent,
		eventID,
		eventTime: new Date(startMs + at).toISOString(),
		userIdentity: { type: 'IAMUser', userName, accountId: '111122223333' },
	});

beforeEach(async () => {
	home = await aFolder();
	await mkdir(join(home.path, 'detections'));
	await writeFile(join(home.path, 'detections/mine.yaml'), rule);
	world = await LiveWorld.open();
	await world.append([
		objectOf([
			odd(hostile, 'a', 'h1'),
			odd(hostile, 'a', 'h2', 1_000),
			odd(hostile, 'b', 'h3', 2_000),
			odd('bob', 'a', 'b1', 13.5 * dayMs),
		]),
	]);
	await begin();
});
afterEach(async () => {
	await reader.close();
	await world.close();
	await home.remove();
});

async function begin(): Promise<void> {
	await world.start(await loadRules(home.path));
	await world.look();
	reader = await openReader({ dir: world.store.dir, schema: recordSchema });
	snapshot = reader.refresh();
	view = new FindingsView(() => [{ reader, dir: world.store.dir, category: '' }], {
		who: '',
		nowMs: () => startMs,
	});
	view.refresh();
	const engine = createLocalEngine(() => snapshot, {
		derived: derivedFields,
		recordFields,
		lookups: { table: name => ({ missing: `no table ${name}` }) },
	});
	const ports = {
		...{ engine, findings: view, configDir: home.path, snapshot: () => snapshot },
		rules: async () => (await loadRules(home.path)).rules,
	};
	desk = new ExceptionDesk(ports);
}

/** Where a finding of two hits and more is. */
function refOf(isMany: boolean) {
	const [segment] = view.snapshot.segments;
	const row = Array.from({ length: segment!.rowCount }, (_, index) => index).find(
		index =>
			(JSON.parse(segment!.raw(index)) as { count: number; rule: string }).count > 1 === isMany,
	);
	return { segmentId: segment!.id, row: row! };
}

function offerOf(answer: ExceptionAnswer) {
	if (answer.kind !== 'offer') {
		throw new Error(JSON.stringify(answer));
	}

	return answer.offer;
}

test('it counts what an exception would silence in what the store has, and writes it so that it does', async () => {
	const ref = refOf(true);
	const all = offerOf(await desk.answer({ ref, ticked: undefined, isMeant: false }));
	expect(all.values.map(({ field }) => field)).toEqual([
		'_principal',
		'sourceIPAddress',
		'userAgent',
		'userAgent',
		'_account',
	]);
	expect(all.preview).toBe('silences 1 of 2 findings, 3 of 4 hits in 14 days (all stored)');
	const ticked = all.values.filter(({ value }) => value !== 'b');
	const some = offerOf(await desk.answer({ ref, ticked, isMeant: false }));
	expect(some.preview).toMatch(/^silences 0 of 2 findings, 2 of 4 hits in 14 days/);

	expect(await desk.answer({ ref, ticked, isMeant: true })).toMatchObject({ kind: 'written' });
	const text = await readFile(exceptionsFile(home.path), 'utf8');
	expect(text).toMatch(/^[\n\u0020-\u007e]*$/);
	const loaded = await loadRules(home.path);
	expect(loaded.faults).toEqual([]);
	expect(loaded.rules.find(({ id }) => id === 'MINE')?.added?.[0]?.file).toBe(
		exceptionsFile(home.path),
	);
	expect(loaded.rules.find(({ id }) => id === 'CT02')?.added).toBeUndefined();

	await reader.close();
	await begin();
	const found = view.snapshot.segments[0]!;
	expect(JSON.parse(found.raw(refOf(false).row))).toMatchObject({ count: 1, silenced: 2 });
	const again = await desk.answer({ ref: refOf(false), ticked, isMeant: true });
	expect(again).toMatchObject({ text: expect.stringContaining('already') as string });
	expect(await readFile(exceptionsFile(home.path), 'utf8')).toBe(text);
});

test('what stands in the file stays, comments included', async () => {
	const file = exceptionsFile(home.path);
	const before = '# ours\nextends: CT01 # why\nunless:\n  - _user = "x" # since May';
	await writeFile(file, before);
	const ref = refOf(false);
	const { values } = offerOf(await desk.answer({ ref, ticked: undefined, isMeant: false }));
	await desk.answer({ ref, ticked: values.slice(0, 1), isMeant: true });
	expect(await readFile(file, 'utf8')).toBe(
		`${before}\n---\nextends: "MINE"\nunless:\n  - "_principal = \\"${values[0]!.value}\\""\n`,
	);
	expect((await loadRules(home.path)).faults).toEqual([]);
});

test.each([
	['a file with faults', (file: string) => writeFile(file, 'extends: [\n'), /is no YAML.*mended/],
	['a link', (file: string) => symlink(join(dirname(file), 'mine.yaml'), file), /a link/],
	['a folder in its place', (file: string) => mkdir(file), /EISDIR|folder|directory/],
])('%s is left alone, and what to paste is told', async (_name, prepare, told) => {
	const file = exceptionsFile(home.path);
	await prepare(file);
	const ref = refOf(false);
	const { values } = offerOf(await desk.answer({ ref, ticked: undefined, isMeant: false }));
	const answer = await desk.answer({ ref, ticked: values, isMeant: true });
	expect(answer).toMatchObject({
		kind: 'fault',
		text: expect.stringMatching(told) as string,
		paste: expect.stringMatching(/^extends: "MINE"\nunless:\n/) as string,
	});
	expect(await readFile(join(home.path, 'detections/mine.yaml'), 'utf8')).toBe(rule);
});

test('a finding that is not shown any more, or whose rule is gone, is told', async () => {
	const gone = { segmentId: 'findings:none', row: 0 };
	const wish = { ticked: undefined, isMeant: false };
	expect(await desk.answer({ ref: gone, ...wish })).toMatchObject({ kind: 'fault' });
	await writeFile(join(home.path, 'detections/mine.yaml'), '# none\n');
	expect(await desk.answer({ ref: refOf(true), ...wish })).toMatchObject({
		kind: 'fault',
		text: expect.stringContaining('no rule MINE') as string,
	});
});

test('a later question takes the place of an earlier one', async () => {
	const ref = refOf(true);
	const first = desk.answer({ ref, ticked: undefined, isMeant: false });
	const second = desk.answer({ ref, ticked: undefined, isMeant: false });
	expect((await second).kind).toBe('offer');
	expect((await first).kind).toBe('late');
});
