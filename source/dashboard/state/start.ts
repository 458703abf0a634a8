import { knownRange, rangeDefault } from '../compose/range.ts';
import type { Range } from '../compose/range.ts';
import { noVariables } from '../compose/variables.ts';
import type { Layout } from '../layout/layout.ts';
import { knownChoices } from './column-choices.ts';
import { knownFolds } from './folds.ts';
import { knownPanelRanges, withPanelRanges } from './panel-ranges.ts';
import { runWanted } from './run.ts';
import { themesAtStart } from './themes.ts';
import type { State, StateOptions, Step } from './state.ts';

/** The state at the start, and the first queries. */
export function start(options: StateOptions): Step {
	const { session } = options;
	const panelRanges = knownPanelRanges(session?.panelRanges, options.layouts);
	const layouts = withPanelRanges(options.layouts, panelRanges);
	const known = (name: string | undefined) => layouts.some(layout => layout.name === name);
	const range = options.range ?? knownRange(session?.range);
	const asked = [options.dashboard, session?.dashboard].find(known);
	const state: State = {
		size: options.size,
		nowMs: options.nowMs,
		utc: session?.utc ?? true,
		robust: session?.steady ?? false,
		comparing: session?.comparing ?? false,
		localZone: options.localZone,
		environment: options.environment,
		...{ shellArguments: options.shellArguments ?? [], keys: options.keys },
		environments: options.environments ?? [],
		scope: options.scope,
		environmentScope: options.scope,
		aliases: options.aliases ?? {},
		layouts,
		panelRanges,
		locations: [dashboardAt(asked ?? layouts[0]?.name ?? '', session, layouts)],
		location: 0,
		previousDashboard: undefined,
		focus: session?.focus ?? {},
		range: range ?? rangeDefault,
		rangeBy: range === undefined ? 'opening' : 'user',
		rangeHistory: knownHistory(session?.rangeHistory),
		moment: undefined,
		paused: undefined,
		waitingCount: 0,
		variables: options.variables ?? session?.variables ?? noVariables,
		slots: {},
		cursors: {},
		rowSearch: '',
		columnChoices: knownChoices(session?.columnChoices, layouts),
		...{ records: {}, stories: {}, folds: knownFolds(session?.folds) },
		mouse: options.mouse ?? false,
		slow: options.slow ?? false,
		overlay: undefined,
		bar: undefined,
		foot: options.foot,
		queryHistory: session?.queryHistory ?? [],
		searches: options.searches ?? [],
		themes: themesAtStart(options),
		toasts: [],
		...{ damaged: undefined, account: undefined, proof: undefined },
		...{ findings: undefined, marks: undefined },
		findingNewUntilMs: Number.NEGATIVE_INFINITY,
		times: undefined,
		status: { state: 'connecting', objectCount: 0, errorCount: 0, lagMs: undefined, detail: '' },
		dataVersion: 0,
		recordCount: 0,
		beat: false,
		sequence: 0,
	};
	return runWanted(state);
}

/** The ranges of a session that something may have damaged. */
function knownHistory(saved: unknown): readonly Range[] {
	return (Array.isArray(saved) ? saved : []).flatMap((one: unknown) => knownRange(one) ?? []);
}

/** With the panel alone that was, when it is the same dashboard and still has that panel. */
function dashboardAt(
	dashboard: string,
	session: StateOptions['session'],
	layouts: readonly Layout[],
): State['locations'][number] {
	const layout =
		session?.dashboard === dashboard ? layouts.find(one => one.name === dashboard) : undefined;
	const zoomed = layout?.panels.find(panel => panel.id === session?.zoomed)?.id;
	return { kind: 'dashboard', dashboard, zoomed };
}
