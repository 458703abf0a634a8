import { expect, test } from 'vitest';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import type { Engine } from '../../../source/query/port.ts';
import { segmentOf, snapshotOf } from './segments.ts';
import type { Given } from './segments.ts';

const fromMs = Date.UTC(2026, 2, 1, 12);
const toMs = fromMs + 3_600_000;
const eventTime = new Date(fromMs).toISOString();

function engineOver(records: readonly Given[], sealed = true): Engine {
	const segments = [segmentOf('s', records, fromMs, sealed)];
	return createLocalEngine(() => snapshotOf(segments), {
		derived: [],
		lookups: { table: name => ({ missing: `no table ${name}` }) },
	});
}

async function run(engine: Engine, text: string, nowMs = toMs) {
	const outcome = await engine.run({ text, fromMs, toMs, nowMs, timeZone: 'UTC' });
	if (!outcome.ok) {
		throw new Error(JSON.stringify(outcome));
	}

	return outcome.result;
}

const wide = Object.fromEntries(Array.from({ length: 150 }, (_, key) => [`k${key}`, key]));

test.each(['* | json auto | count', '* | parse regex "(?<c>x)" multi | count'])(
	'%s says what it left out, also when its answer was kept',
	async text => {
		const engine = engineOver([
			{ eventTime, eventID: 'a', ...wide },
			{ eventTime, eventID: 'b', s: 'x'.repeat(20_000) },
		]);
		const first = await run(engine, text);
		expect(first.warnings).toHaveLength(1);
		expect((await run(engine, text)).warnings).toEqual(first.warnings);
	},
);

test('stages are counted where they stand, whatever another query has kept', async () => {
	const engine = engineOver([
		{ eventTime, eventID: 'a', n: 1 },
		{ eventTime, eventID: 'b', n: 2 },
	]);
	const sorted = '* | sort by n | where n = 1 | count';
	const alone = await run(
		engineOver([
			{ eventTime, eventID: 'a', n: 1 },
			{ eventTime, eventID: 'b', n: 2 },
		]),
		sorted,
	);
	await run(engine, '* | where n = 1 | count');
	expect((await run(engine, sorted)).stages).toEqual(alone.stages);
});

test.each(['', '| where formatDate(parseDate("01/02/50", "dd/MM/yy"), "yyyy") = "2050"'])(
	'two digits of a year mean what they mean today%s',
	async where => {
		const text = `* ${where} | parseDate("01/02/50", "dd/MM/yy") as d | formatDate(d, "yyyy") as y | count by y`;
		const engine = engineOver([{ eventTime, eventID: 'a' }]);
		const now = await run(engine, text, Date.UTC(2026, 0));
		const later = await run(engine, text, Date.UTC(2040, 0));
		expect(now.rows).toEqual(where === '' ? [['1950', 1]] : []);
		expect(later.rows).toEqual([['2050', 1]]);
	},
);

const values = ['Kim', '\u{212a}im', '\u{17f}eal', 'seal', 'Infinity', '-Infinity', 'other'];
const records: readonly Given[] = [
	...values.map((f, index) => ({ eventTime, eventID: `v${index}`, f })),
	`{"eventTime":"${eventTime}","eventID":"n0","f":1e999}`,
	`{"eventTime":"${eventTime}","eventID":"n1","f":-1e999}`,
];

test.each([
	{ search: 'f=kim', ids: ['v0'] },
	{ search: 'f=seal', ids: ['v3'] },
	{ search: 'f=\u{212a}im', ids: ['v0'] },
	{ search: 'kim', ids: ['v0'] },
	{ search: 'ki?', ids: ['v0', 'v1'] },
	{ search: 'se?l', ids: ['v2', 'v3'] },
	{ search: 'f=Infinity', ids: ['n0', 'v4'] },
	{ search: 'f=-infinity', ids: ['n1', 'v5'] },
])('$search finds $ids, sealed or not', async ({ search, ids }) => {
	for (const sealed of [false, true]) {
		const { rows } = await run(engineOver(records, sealed), `${search} | fields eventID`);
		expect(rows.map(([id]) => id).sort()).toEqual(ids);
	}
});
