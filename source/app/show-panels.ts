import { beforeQuery, beforeSpan } from '../dashboard/compose/before-query.ts';
import { composePanel } from '../dashboard/compose/compose.ts';
import { parseRange, resolveRange } from '../dashboard/compose/range.ts';
import type { Variables } from '../dashboard/compose/variables.ts';
import type { Layout, Panel } from '../dashboard/layout/layout.ts';
import { titleField } from '../dashboard/compose/title-field.ts';
import type { Before, Outcome, PanelModel } from '../panels/model.ts';
import { panelModel, plainFrame } from '../panels/panel-model.ts';
import type { CheckRequest, QueryResult } from '../query/port.ts';
import { formatDuration } from '../text/duration.ts';
import type { CommandPorts } from './ports.ts';
import type { Prepared } from './prepare.ts';
import type { QuerySession } from './query-session.ts';
import type { TimeRange } from './time-range.ts';
import { readVariables } from './variables.ts';

/** Rows of a list that are printed; the others are counted and reported. */
const rowsMax = 10_000;
/** Rows of a panel’s text. */
const textRowsMax = 12;

/** How the panels are to be shown, apart from their layout. */
export interface ShowWish {
	/** Shows accounts by their aliases, for people. Programs get ids. */
	readonly named: boolean;
	/** Runs each panel also over the period of the same length before. */
	readonly compared: boolean;
}

/** The result of the same query over the period before. */
export interface ShownBefore {
	readonly range: TimeRange;
	readonly result: QueryResult;
}

export interface ShownPanel {
	readonly panel: Panel;
	readonly query: string;
	readonly range: TimeRange;
	readonly outcome: Outcome;
	/**
	 * Undefined for a list of records, which has no number to compare, and when nothing is
	 * compared.
	 */
	readonly before: ShownBefore | undefined;
	readonly model: PanelModel;
}

/** Runs every panel of a layout once, one after the other. */
export async function showPanels(
	layout: Layout,
	wish: ShowWish,
	prepared: Prepared,
	session: QuerySession,
	ports: CommandPorts,
): Promise<readonly ShownPanel[]> {
	const shown: ShownPanel[] = [];
	const variables = readVariables(prepared.variables, prepared.environment.aliases);
	for (const panel of layout.panels) {
		shown.push(await showPanel({ panel, layout, variables, wish }, prepared, session, ports));
	}

	return shown;
}

interface Wanted {
	readonly panel: Panel;
	readonly layout: Layout;
	readonly variables: Variables;
	readonly wish: ShowWish;
}

/** The range of a panel that may have one of its own, as the console has it: its now is the end of the others. */
export function panelRangeOf({ range }: Panel, shown: TimeRange): TimeRange {
	const own = range === undefined ? undefined : parseRange(range, shown.toMs, 'UTC');
	return own?.ok === true ? resolveRange(own.range, shown.toMs) : shown;
}

async function showPanel(
	{ panel, layout, variables, wish }: Wanted,
	prepared: Prepared,
	session: QuerySession,
	ports: CommandPorts,
): Promise<ShownPanel> {
	const range = panelRangeOf(panel, prepared.range);
	const { scope, aliases } = prepared.environment;
	const query = composePanel(layout, panel, {
		scope,
		variables,
		rangeMs: range.toMs - range.fromMs,
	});
	const filled = Object.values(variables.params);
	const run = (text: string, span: TimeRange) =>
		outcomeOf({ text, ...span, filled }, prepared, session, ports);
	const outcome = await run(query.text, range);
	const before = wish.compared ? await beforeOf(query.text, range, run) : undefined;
	const model = panelModel(
		panel.view,
		outcome,
		plainFrame(
			{ widthCells: ports.columns, heightCells: textRowsMax },
			{
				range,
				rangeLabel: `last ${formatDuration(range.toMs - range.fromMs)}`,
				timeZone: prepared.timeZone,
				columns: panel.columns,
				aliases: wish.named ? aliases : undefined,
				titleField: titleField(query.text).field,
				before,
			},
		),
	);
	return {
		panel,
		query: query.text,
		range,
		outcome,
		before: before?.kind === 'ready' ? before : undefined,
		model,
	};
}

async function beforeOf(
	text: string,
	range: TimeRange,
	run: (text: string, span: TimeRange) => Promise<Outcome>,
): Promise<Before | undefined> {
	const asked = beforeQuery(text);
	if (asked === undefined) {
		return undefined;
	}

	const span = beforeSpan(range);
	const outcome = await run(asked.text, span);
	return outcome.kind === 'ready'
		? { kind: 'ready', result: outcome.result, range: span, cuts: asked.cuts }
		: { kind: 'failed' };
}

async function outcomeOf(
	asked: CheckRequest,
	prepared: Prepared,
	session: QuerySession,
	ports: CommandPorts,
): Promise<Outcome> {
	const request = { ...asked, nowMs: asked.toMs, timeZone: prepared.timeZone, rowsMax };
	const outcome = await session.engine.run(request, { signal: ports.signal });
	if (outcome.ok) {
		return { kind: 'ready', result: outcome.result };
	}

	const fault = 'faults' in outcome ? outcome.faults[0] : undefined;
	return {
		kind: 'failed',
		reason: fault?.message ?? 'interrupted',
		next: fault?.next ?? 'run it again',
	};
}
