import { expect, test } from 'vitest';
import { aheadQueries } from '../../../source/app/ahead/ahead-queries.ts';
import { alarms } from '../../../source/dashboard/alarm/index.ts';
import { composePanel, composeQuery } from '../../../source/dashboard/compose/compose.ts';
import { presets } from '../../../source/dashboard/compose/range.ts';
import { shippedLayouts } from '../../dashboard/layouts.ts';

const dayMs = 86_400_000;
const toMs = Date.parse('2026-03-14T12:00:00Z');
const scope = { key: '_sourceCategory', value: 'prod' };
const layouts = shippedLayouts();
const found = aheadQueries({ layouts, scope, oldestMs: toMs - 40 * dayMs, toMs });
const lengthOf = new Map(found.map(({ text, fromMs }) => [text, toMs - fromMs]));

test('each panel is there as the console composes it, for each range of its menu', () => {
	let count = 0;
	for (const layout of layouts) {
		for (const panel of layout.panels.filter(({ query }) => !query.includes('_view='))) {
			for (const { range } of presets) {
				const rangeMs = range.kind === 'last' ? range.lengthMs : 0;
				if (panel.range === undefined) {
					const { text } = composePanel(layout, panel, { scope, rangeMs });
					expect(lengthOf.get(text), `${panel.id} ${rangeMs}`).toBeGreaterThanOrEqual(rangeMs);
					count += 1;
				}
			}
		}
	}

	expect(count).toBeGreaterThan(500);
	for (const alarm of alarms) {
		for (const { text, lengthMs } of alarm.queries(layouts)) {
			expect(lengthOf.get(composeQuery(text, { scope }))).toBeGreaterThanOrEqual(lengthMs);
		}
	}
});

test('a text is asked once, over the longest range for which it is composed', () => {
	expect(new Set(found.map(({ text }) => text)).size).toBe(found.length);
	const whole = found.filter(({ text }) => !text.includes('timeslice'));
	expect(new Set(whole.map(({ fromMs }) => (toMs - fromMs) / dayMs))).toContain(40);
	expect(found.every(one => one.toMs === toMs && one.fromMs < toMs)).toBe(true);
	expect(found.some(({ text }) => /_view\s*=/.test(text))).toBe(false);
});

test('a panel with a range of its own is asked over that; a store without records asks nothing of all', () => {
	const panel = { ...layouts[0]!.panels[0]!, id: 'own', range: '30d' };
	const own = aheadQueries({
		layouts: [{ ...layouts[0]!, panels: [panel] }],
		scope,
		oldestMs: toMs,
		toMs,
	});
	const { text } = composePanel(layouts[0]!, panel, { scope, rangeMs: 30 * dayMs });
	expect(own.find(one => one.text === text)?.fromMs).toBe(toMs - 30 * dayMs);
});
