import { composePanel } from '../dashboard/compose.ts';
import type { Variables } from '../dashboard/compose.ts';
import type { Layout, Panel } from '../dashboard/layout.ts';
import type { Outcome, PanelModel } from '../panels/model.ts';
import { panelModel, plainFrame } from '../panels/panel-model.ts';
import { panelText } from '../panels/panel-text.ts';
import { formatDuration, parseDuration } from '../text/duration.ts';
import { formatTime } from '../text/time.ts';
import { UsageError } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import { loadLayouts } from './layouts.ts';
import { exitCode } from './ports.ts';
import type { CommandPorts } from './ports.ts';
import { prepare } from './prepare.ts';
import type { Prepared } from './prepare.ts';
import { rowObject } from './print-result.ts';
import { reportFetch } from './report-fetch.ts';
import { openSession } from './session.ts';
import type { Session } from './session.ts';
import type { TimeRange } from './time-range.ts';
import { readVariables } from './variables.ts';

/** Rows of a list; more are counted and said. */
const rowsMax = 10_000;
/** Rows of a panel’s text. */
const textRowsMax = 12;

/** Every panel of a dashboard once, as text or JSON. */
export const showCommand: Command = {
	help: helpOf('show'),
	async run(args, ports) {
		const format = readFormat(args);
		const prepared = await prepare(args, ports, 'any');
		const { layouts, faults } = await loadLayouts(
			prepared.paths.configDir,
			prepared.environment.administrators,
		);
		for (const fault of faults) {
			ports.err(`trailtop: ${fault}\n`);
		}

		const layout = chosenLayout(args, layouts);
		const { environment, fetchRange, fetchFirst, intel } = prepared;
		const session = await openSession(environment, intel, fetchRange, fetchFirst, ports);
		try {
			reportFetch(session.fetched?.errors ?? [], environment, ports);
			const shown = await showAll(layout, prepared, session, ports);
			await ports.out(
				format === 'json'
					? `${JSON.stringify(documentOf(layout, prepared.range, shown), null, 2)}\n`
					: textOf(layout, prepared, shown, ports.columns),
			);
			return shown.some(panel => panel.outcome.kind === 'failed') ? exitCode.error : exitCode.rows;
		} finally {
			await session.close();
		}
	},
};

interface ShownPanel {
	readonly panel: Panel;
	readonly query: string;
	readonly range: TimeRange;
	readonly outcome: Outcome;
	readonly model: PanelModel;
}

async function showAll(
	layout: Layout,
	prepared: Prepared,
	session: Session,
	ports: CommandPorts,
): Promise<readonly ShownPanel[]> {
	const shown: ShownPanel[] = [];
	const variables = readVariables(prepared.variables);
	for (const panel of layout.panels) {
		shown.push(await showPanel(panel, layout, variables, prepared, session, ports));
	}

	return shown;
}

async function showPanel(
	panel: Panel,
	layout: Layout,
	variables: Variables,
	prepared: Prepared,
	session: Session,
	ports: CommandPorts,
): Promise<ShownPanel> {
	const ownMs = panel.range === undefined ? undefined : parseDuration(panel.range);
	const range =
		ownMs === undefined
			? prepared.range
			: { fromMs: prepared.range.toMs - ownMs, toMs: prepared.range.toMs };
	const { scope } = prepared.environment;
	const query = composePanel(layout, panel, {
		scope,
		variables,
		rangeMs: range.toMs - range.fromMs,
	});
	const outcome = await outcomeOf(query.text, range, prepared, session, ports);
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
			},
		),
	);
	return { panel, query: query.text, range, outcome, model };
}

async function outcomeOf(
	text: string,
	range: TimeRange,
	prepared: Prepared,
	session: Session,
	ports: CommandPorts,
): Promise<Outcome> {
	const request = { text, ...range, nowMs: range.toMs, timeZone: prepared.timeZone, rowsMax };
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

function documentOf(layout: Layout, range: TimeRange, shown: readonly ShownPanel[]) {
	return {
		dashboard: layout.name,
		range: isoRange(range),
		panels: shown.map(({ panel, query, range: panelRange, outcome, model }) => {
			const result =
				outcome.kind === 'ready' || outcome.kind === 'stale' ? outcome.result : undefined;
			return {
				id: panel.id,
				title: panel.title,
				view: panel.view,
				query,
				...(panel.range === undefined ? {} : { range: isoRange(panelRange) }),
				columns: result?.columns ?? [],
				rows: result?.rows.map(row => rowObject(result.columns, row)) ?? [],
				...(result !== undefined && result.rowCount > result.rows.length
					? { rowCount: result.rowCount }
					: {}),
				...(result === undefined || result.warnings.length === 0
					? {}
					: { warnings: result.warnings }),
				...(outcome.kind === 'failed' ? { failed: outcome.reason } : {}),
				model: { kind: model.kind, state: model.state, note: model.note, ...model.figures },
			};
		}),
	};
}

function isoRange(range: TimeRange) {
	return { from: new Date(range.fromMs).toISOString(), to: new Date(range.toMs).toISOString() };
}

function textOf(
	layout: Layout,
	prepared: Prepared,
	shown: readonly ShownPanel[],
	columns: number,
): string {
	const { range, timeZone, environment } = prepared;
	const head = `${layout.title} · ${environment.name} · ${formatTime(range.fromMs, timeZone, 'full')} … ${formatTime(range.toMs, timeZone, 'full')} ${timeZone}`;
	const panels = shown.map(({ panel, model }) =>
		panelText(`${panel.id} ${panel.title}`, model, columns).join('\n'),
	);
	return `${[head, ...panels].join('\n\n')}\n`;
}

function chosenLayout(args: Arguments, layouts: readonly Layout[]): Layout {
	const [name, ...rest] = args.input;
	const names = layouts.map(layout => layout.name).join(', ');
	const layout = layouts.find(candidate => candidate.name === name);
	if (layout === undefined || rest.length > 0) {
		throw new UsageError(
			name === undefined
				? `show needs a dashboard: ${names}`
				: `there is no dashboard "${args.input.join(' ')}"; the dashboards: ${names}`,
		);
	}

	return layout;
}

function readFormat(args: Arguments): 'text' | 'json' {
	const format = args.strings['format'] ?? 'text';
	if (format !== 'text' && format !== 'json') {
		throw new UsageError(`--format of show is text or json; found "${format}"`);
	}

	return format;
}
