import { parse } from '../../query/language/parse.ts';
import { drill as eventsBehind } from '../../query/language/drill.ts';
import { schemasOf } from '../../query/stage/index.ts';
import type { TimeSpan } from '../../panels/model.ts';
import { minuteMs } from '../../text/duration.ts';
import { beforeQuery } from '../compose/before-query.ts';
import type { BeforeQuery } from '../compose/before-query.ts';
import { composePanel, composeQuery } from '../compose/compose.ts';
import type { PanelQuery, Scope } from '../compose/compose.ts';
import { grows } from '../compose/range.ts';
import type { Range } from '../compose/range.ts';
import { robustOutliers } from '../compose/robust-outliers.ts';
import type { Variables } from '../compose/variables.ts';
import type { Layout, Panel } from '../layout/layout.ts';
import { focusedPanel, ownRange, panelOf, panelSpan } from './panels-shown.ts';
import { layoutOf, locationOf } from './state.ts';
import type { State } from './state.ts';

/** Queries of a range that grows are composed anew this often, in ms, rather than at each tick. */
const growthStepMs = 5 * minuteMs;

/** The length that a query's buckets are fitted to, ms. */
export function lengthToFit(range: Range, { fromMs, toMs }: TimeSpan): number {
	const lengthMs = toMs - fromMs;
	return grows(range) ? Math.ceil(lengthMs / growthStepMs) * growthStepMs : lengthMs;
}

interface ComposedPanel extends PanelQuery {
	readonly before: BeforeQuery | undefined;
}

const composedOf = new WeakMap<
	Panel,
	{
		readonly scope: Scope | undefined;
		readonly variables: Variables;
		readonly rangeMs: number;
		readonly robust: boolean;
		readonly comparing: boolean;
		readonly query: ComposedPanel;
	}
>();

/** Cached, because composing parses the whole query and is needed at every tick. */
export function composedPanel(
	state: State,
	layout: Layout,
	panel: Panel,
	rangeMs: number,
): ComposedPanel {
	const { scope, variables, robust, comparing } = state;
	const known = composedOf.get(panel);

	if (
		known?.scope === scope &&
		known?.variables === variables &&
		known.rangeMs === rangeMs &&
		known.robust === robust &&
		known.comparing === comparing
	) {
		return known.query;
	}

	const composed = composePanel(layout, panel, { scope, variables, rangeMs });
	const text = robust && panel.view === 'outlier' ? robustOutliers(composed.text) : composed.text;
	const query = { ...composed, text, before: comparing ? beforeQuery(text) : undefined };
	composedOf.set(panel, { scope, variables, rangeMs, robust, comparing, query });
	return query;
}

/** A panel's query as it runs now, for the query bar. */
export function runningText(state: State, panelId: string): string {
	const layout = layoutOf(state);
	const panel = layout === undefined ? undefined : panelOf(layout, panelId);
	if (layout === undefined || panel === undefined) {
		return '';
	}

	const chosen = ownRange(state, panel) ?? state.range;
	return composedPanel(state, layout, panel, lengthToFit(chosen, panelSpan(state, panel))).text;
}

/** Adds the scope and the filters to a query that the user typed. */
export function scopedText(state: State, query: string): string {
	return composeQuery(query, { scope: state.scope, variables: state.variables });
}

/** The query for the events that the focused panel, the rows or the record are of, without any aggregate. */
export function eventsText(state: State): string {
	const location = locationOf(state);
	if (location.kind === 'record' || location.kind === 'story') {
		return scopedText(state, '*');
	}

	const panel = focusedPanel(state)?.panel;
	const text =
		location.kind === 'rows'
			? location.query
			: panel === undefined
				? '*'
				: runningText(state, panel.id);
	const schema = schemasOf(parse(text).query.stages).at(-1);
	return schema?.kind === 'table' ? eventsBehind(text, []).text : text;
}
