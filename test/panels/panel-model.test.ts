import fc from 'fast-check';
import { expect, test } from 'vitest';
import { viewKinds } from '../../source/dashboard/layout/layout.ts';
import { panelModel } from '../../source/panels/panel-model.ts';
import { lineWidth } from '../../source/panels/span.ts';
import type { Value } from '../../source/query/value.ts';
import { aFrame, aResult, drawn, hourly } from './result.ts';

const frame = aFrame(30, 5);

test('loading, empty, stale and failed look different, and none is blank', () => {
	const result = aResult(['eventName', 'eventCount'], [['ConsoleLogin', 3]]);
	const nothing = aResult(['eventName', 'eventCount'], []);
	const models = [
		panelModel('bar', { kind: 'loading' }, frame),
		panelModel('bar', { kind: 'ready', result: nothing }, frame),
		panelModel('bar', { kind: 'ready', result }, frame),
		panelModel('bar', { kind: 'stale', result, reason: 'updating …' }, frame),
		panelModel('bar', { kind: 'failed', reason: 'no store', next: 'run doctor' }, frame),
	];

	expect(models.map(model => model.state)).toEqual([
		'loading',
		'empty',
		'ready',
		'stale',
		'failed',
	]);
	expect(models.map(model => `${drawn(model).trim()} / ${model.note}`)).toEqual([
		'loading … / ',
		'no events match in last 12h / ',
		'ConsoleLogin 3 ███████████████ / 1 row',
		'ConsoleLogin 3 ███████████████ / updating …',
		expect.stringMatching(/^✗ no store\n +run doctor \/ failed$/),
	]);
});

test.each([
	['single-value', hourly([0, 0, 0])],
	['single-value', aResult(['n'], [[0]])],
	['map', aResult(['latitude', 'longitude', 'n'], [[null, null, 7]])],
	['table', aResult(['eventName'], [])],
	['column', hourly([0, 0])],
] as const)('a %s without its feed shows which one, and what brings it', (kind, counted) => {
	const result = { ...counted, lacks: ['no threat indicators: run `trailtop threats update`'] };
	const model = panelModel(kind, { kind: 'ready', result }, aFrame(40, 5));
	expect(model).toMatchObject({ state: 'lacking', note: '–', figures: {} });
	expect(drawn(model)).toMatch(/– no threat indicators\n +run `trailtop threats update`/);
});

test('a list that has rows in spite of what is missing shows them', () => {
	const result = { ...aResult(['user', 'country'], [['ada', null]]), lacks: ['no place data: x'] };
	expect(drawn(panelModel('table', { kind: 'ready', result }, frame))).toContain('ada');
});

test('a count of zero is an answer', () => {
	const model = panelModel('single-value', { kind: 'ready', result: hourly([0, 0, 0]) }, frame);
	expect(model.state).toBe('ready');
	expect(drawn(model)).toContain('0');
});

test.each(['column', 'line', 'outlier'] as const)('a %s chart of zeros is empty', kind => {
	const columns =
		kind === 'outlier'
			? ['eventCount', 'eventCount_lower', 'eventCount_violation']
			: ['eventCount'];
	const result = hourly(
		[0, 0, 0].map(zero => columns.map(() => zero)),
		columns,
	);
	expect(panelModel(kind, { kind: 'ready', result }, frame).state).toBe('empty');
});

const values: fc.Arbitrary<Value> = fc.oneof(
	fc.constant(null),
	fc.boolean(),
	fc.integer({ min: -5, max: 1e7 }),
	fc.double(),
	fc.string({ unit: 'binary', maxLength: 60 }),
	fc.constantFrom('日本語のユーザー', '\u001b[2J', 'ada', '203.0.113.9', '\u202egnp'),
);

test.each(viewKinds)('%s keeps to its cells, whatever comes', kind => {
	const results = fc
		.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 12 }))
		.chain(([width, height]) =>
			fc.tuple(
				fc.array(fc.string({ unit: 'binary', maxLength: 12 }), {
					minLength: width,
					maxLength: width,
				}),
				fc.array(fc.array(values, { minLength: width, maxLength: width }), {
					minLength: height,
					maxLength: height,
				}),
				fc.boolean(),
			),
		)
		.map(([columns, rows, overTime]) =>
			overTime ? hourly(rows, columns) : aResult(columns, rows),
		);
	fc.assert(
		fc.property(
			results,
			fc.integer({ min: 0, max: 90 }),
			fc.integer({ min: 0, max: 14 }),
			fc.integer({ min: -1, max: 13 }),
			(result, widthCells, heightCells, row) => {
				const model = panelModel(
					kind,
					{ kind: 'ready', result },
					aFrame(widthCells, heightCells, {
						cursor: { row, column: -1, scroll: 0, sort: undefined },
					}),
				);
				expect(model.lines).toHaveLength(heightCells);
				const widths = model.lines.map(lineWidth);
				expect(Math.max(0, ...widths)).toBeLessThanOrEqual(widthCells);
				expect(drawn(model).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
				expect(JSON.parse(JSON.stringify(model.figures))).toBeDefined();
			},
		),
		{ seed: 7, numRuns: 20 },
	);
});
