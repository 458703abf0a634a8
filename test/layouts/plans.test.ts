import { afterAll, beforeAll, expect, test } from 'vitest';
import { noVariables } from '../../source/dashboard/compose/variables.ts';
import { exampleAdministrators } from '../../source/example/organisation.ts';
import { createLocalEngine } from '../../source/query/engine/index.ts';
import { explainPlan } from '../../source/query/plan/explain.ts';
import { plan } from '../../source/query/plan/plan.ts';
import { parse } from '../../source/query/language/parse.ts';
import { derivedFields } from '../../source/trail/derive.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { openReader } from '../../store/index.ts';
import type { SegmentView, StoreReader, StoreSnapshot } from '../../store/index.ts';
import { shippedLayouts } from '../dashboard/layouts.ts';
import { secondSet } from './second-set.ts';
import { exampleIndicators } from '../../source/example/intel.ts';
import { exampleLookups } from './example-tables.ts';
import { exampleNowMs, exampleRange, openExampleStore, panelText } from './example-store.ts';
import type { ExampleStore } from './example-store.ts';

const variables = { ...noVariables, params: { administrators: exampleAdministrators.join(',') } };
const panels = [...shippedLayouts(), ...secondSet()].flatMap(layout =>
	layout.panels.map(panel => ({
		id: panel.id,
		text: panelText(layout, panel, exampleRange, variables),
	})),
);

let store: ExampleStore;
let reader: StoreReader;
let snapshot: StoreSnapshot;

beforeAll(async () => {
	store = await openExampleStore({ days: 2, recordsPerDay: 1_500 });
	reader = await openReader({ dir: store.dir, schema: recordSchema });
	snapshot = reader.refresh();
});

afterAll(async () => {
	await reader.close();
	await store.close();
});

/** The lines of a plan that say what is read. */
function readsOf(text: string): string {
	const request = { text, ...exampleRange, nowMs: exampleNowMs, timeZone: 'UTC' };
	return explainPlan(plan(parse(text).query), request)
		.split('\n')
		.filter(line => /^(?:columns|keys|text) /.test(line))
		.join('\n');
}

test('what each shipped panel reads is what was looked at', async () => {
	const golden = panels.map(({ id, text }) => `${id}\n${readsOf(text)}\n`).join('\n');
	await expect(golden).toMatchFileSnapshot('plans.golden.txt');
});

/** A segment that notes which columns are taken from it, and whether a record's text is. */
function watched(view: SegmentView, columns: Set<string>, texts: { count: number }): SegmentView {
	return new Proxy(view, {
		get(target, name) {
			const value = Reflect.get(target, name, target) as unknown;
			if (typeof value !== 'function') {
				return value;
			}

			return (...given: readonly unknown[]) => {
				if (name === 'column' || name === 'container') {
					columns.add(String(given[0]));
				}

				texts.count += name === 'raw' || name === 'delivered' ? 1 : 0;
				return (value as (...given: readonly unknown[]) => unknown).apply(target, [...given]);
			};
		},
	});
}

function listIn(named: string, what: 'columns' | 'keys'): readonly string[] {
	const list = new RegExp(`^${what} +(.*)$`, 'm').exec(named)?.[1] ?? '';
	return list.split(', ').filter(name => name !== '');
}

/** What a name of the plan may read: itself, or the fields that it is derived from. */
function pathsOf(names: readonly string[]): Set<string> {
	return new Set(
		names.flatMap(name => {
			const derived = derivedFields.find(field => field.name.toLowerCase() === name.toLowerCase());
			return (derived?.inputs ?? [name]).map(path => path.toLowerCase());
		}),
	);
}

test.each(panels)('$id reads no column that its plan does not name', async ({ text }) => {
	const columns = new Set<string>();
	const texts = { count: 0 };
	const segments = snapshot.segments.map(view => watched(view, columns, texts));
	const engine = createLocalEngine(() => ({ ...snapshot, segments }), {
		derived: derivedFields,
		lookups: exampleLookups(exampleIndicators),
	});
	const outcome = await engine.run({
		text,
		...exampleRange,
		nowMs: exampleNowMs,
		timeZone: 'UTC',
	});
	expect(outcome.ok).toBe(true);
	const named = readsOf(text);
	const allowed = pathsOf(listIn(named, 'columns'));
	const keys = listIn(named, 'keys');
	// A derived field may look at the members of an object, whatever their names.
	const objects = [...allowed].flatMap(name => /^member:(\w+)=/.exec(name)?.[1] ?? []);
	const isNamed = (path: string): boolean =>
		objects.some(object => path.startsWith(object)) ||
		// A container above a field may be kept whole: then the field is inside of it.
		[...allowed].some(
			name => name === path || (/^[.[]/.test(name.slice(path.length)) && name.startsWith(path)),
		) ||
		keys.some(key => path === key || path.endsWith(`.${key}`));
	expect([...columns].filter(path => !isNamed(path.toLowerCase()))).toEqual([]);
	if (named.includes('not read')) {
		expect(texts.count).toBe(0);
	}
});

test('segments of another time are not touched by any panel', async () => {
	const columns = new Set<string>();
	const segments = snapshot.segments.map(view => watched(view, columns, { count: 0 }));
	const engine = createLocalEngine(() => ({ ...snapshot, segments }), {
		derived: derivedFields,
		lookups: exampleLookups(exampleIndicators),
	});
	for (const { text } of panels) {
		const toMs = exampleNowMs + 100 * 86_400_000;
		const range = { fromMs: toMs - 86_400_000, toMs };
		const outcome = await engine.run({ text, ...range, nowMs: toMs, timeZone: 'UTC' });
		expect(outcome.ok && outcome.result.scanned.recordCount).toBe(0);
	}

	expect([...columns]).toEqual([]);
});
