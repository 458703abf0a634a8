import { afterAll, beforeAll, expect, test } from 'vitest';
import { beforeQuery, beforeSpan } from '../../source/dashboard/compose/before-query.ts';
import { noVariables } from '../../source/dashboard/compose/variables.ts';
import type { Panel } from '../../source/dashboard/layout/layout.ts';
import { exampleAdministrators } from '../../source/example/organisation.ts';
import type { PanelContext, PanelModel } from '../../source/panels/model.ts';
import { panelModel, plainFrame } from '../../source/panels/panel-model.ts';
import { lineText } from '../../source/panels/span.ts';
import { shippedLayouts } from '../dashboard/layouts.ts';
import { secondSet } from './second-set.ts';
import { openExampleStore, panelText, rangeOf } from './example-store.ts';
import type { ExampleStore } from './example-store.ts';

let store: ExampleStore;

beforeAll(async () => {
	store = await openExampleStore({ days: 2, recordsPerDay: 1_500 });
});

afterAll(async () => {
	await store.close();
});

const variables = { ...noVariables, params: { administrators: exampleAdministrators.join(',') } };

/** The sum of the numbers that a chart over time or a single value shows; undefined for others. */
function sumOf({ figures }: PanelModel): number | undefined {
	const { value, values, series } = figures;

	if (typeof value === 'number') {
		return value;
	}

	const numbers = Array.isArray(values)
		? (values as readonly number[])
		: Array.isArray(series)
			? (series as readonly { readonly total?: number }[]).map(({ total }) => total ?? Number.NaN)
			: undefined;
	const sum = numbers?.reduce((total, number) => total + number, 0);
	return sum !== undefined && Number.isFinite(sum) ? sum : undefined;
}

function pastTotal({ figures: { before } }: PanelModel): unknown {
	return typeof before === 'object' && before !== null && 'total' in before ? before.total : before;
}

test.each([...shippedLayouts(), ...secondSet()].map(layout => ({ name: layout.name, layout })))(
	'$name: the period before is what the panel showed then',
	async ({ layout }) => {
		const wrong: string[] = [];
		const compared: string[] = [];
		const ignored: string[] = [];
		const isTimed = (panel: Panel) =>
			['single-value', 'column', 'line', 'outlier'].includes(panel.view);

		for (const panel of layout.panels) {
			const range = rangeOf(panel);
			const text = panelText(layout, panel, range, variables);
			const query = beforeQuery(text);

			if (query === undefined) {
				ignored.push(panel.id);
				continue;
			}

			const past = beforeSpan(range);
			const [now, then, shownThen] = [
				await store.run(text, range),
				await store.run(query.text, past),
				await store.run(text, past),
			];
			const frame: PanelContext = plainFrame(
				{ widthCells: 200, heightCells: 50 },
				{ range, rangeLabel: 'last 24h', timeZone: 'UTC' },
			);
			const before = { kind: 'ready', result: then, range: past, cuts: query.cuts } as const;
			const model = panelModel(panel.view, { kind: 'ready', result: now }, { ...frame, before });
			const thenModel = panelModel(
				panel.view,
				{ kind: 'ready', result: shownThen },
				{ ...frame, range: past },
			);
			const said = `${model.lines.map(lineText).join('\n')} ${model.note}`;

			if (then.scanned.recordCount === 0) {
				// The example reaches back two days: a panel of a week has no week before it.
				expect(said).toContain('nothing stored before');
				compared.push(panel.id);
			} else if (isTimed(panel)) {
				const wanted = thenModel.state === 'empty' ? 0 : sumOf(thenModel);
				compared.push(panel.id);

				if (wanted === undefined || pastTotal(model) !== wanted) {
					wrong.push(`${panel.id}: ${String(pastTotal(model))} for ${String(wanted)}`);
				}
			} else if (/▲|▼|=|\bnew\b|unlisted/.test(said)) {
				compared.push(panel.id);
			} else {
				ignored.push(panel.id);
			}
		}

		expect(wrong).toEqual([]);
		// Lists of records have no number, nor has a list that keeps one of the keys it is counted by.
		expect({ name: layout.name, ignored }).toEqual({
			name: layout.name,
			ignored: layout.panels
				.filter(
					({ view, query, id }) =>
						view === 'table' && (!/\| count(_distinct\(| )/.test(query) || id === 'CN8'),
				)
				.map(({ id }) => id),
		});
		expect(compared.length + ignored.length).toBe(layout.panels.length);
	},
);
