import type { Account } from '../ingest/account.ts';
import { accountDocument } from '../ingest/account-words.ts';
import { proofWords } from '../ingest/proof/proof-words.ts';
import { beforeLabel } from '../dashboard/compose/before-query.ts';
import type { Layout } from '../dashboard/layout/layout.ts';
import { panelText } from '../panels/panel-text.ts';
import { formatTime } from '../text/time.ts';
import { cellWidth } from '../text/width.ts';
import { formatOf, UsageError } from '../app/arguments.ts';
import type { Arguments } from '../app/arguments.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import { loadLayouts } from '../app/layouts.ts';
import { exitCode } from '../app/ports.ts';
import type { CommandPorts } from '../app/ports.ts';
import { prepare } from '../app/prepare.ts';
import type { Prepared } from '../app/prepare.ts';
import { rowObject } from '../app/print/result.ts';
import { accountOf, answeredWith, reportAccount, reportNothing } from '../app/report-account.ts';
import { reportFetch } from '../app/report-fetch.ts';
import { reportWarnings } from '../app/report-warnings.ts';
import { openSession } from '../app/query-session.ts';
import { panelRangeOf, showPanels } from '../app/show-panels.ts';
import type { ShownBefore, ShownPanel } from '../app/show-panels.ts';
import { isoRange } from '../app/time-range.ts';
import type { TimeRange } from '../app/time-range.ts';

/** Runs every panel of a dashboard once and prints it as text or JSON. */
export const showCommand: Command = {
	help: helpOf('show'),
	async run(args, ports) {
		const format = formatOf(args, ['text', 'json']);
		const prepared = await prepare(args, ports, 'any');
		const { layouts, faults } = await loadLayouts(
			prepared.paths.configDir,
			prepared.environment.administrators,
		);
		for (const fault of faults) {
			ports.err(`trailtop: ${fault}\n`);
		}

		const layout = chosenLayout(args, layouts);
		const compared = args.switches['compare'] === true;
		const fetchRange = compared ? withPeriodBefore(layout, prepared) : prepared.fetchRange;
		const session = await openSession(prepared, ports, fetchRange);
		try {
			reportFetch(session.fetched?.errors ?? [], prepared.environment, ports);
			const shown = await showPanels(
				layout,
				{ named: format === 'text', compared },
				prepared,
				session,
				ports,
			);
			const account = accountOf(session, prepared.range);
			await ports.out(
				format === 'json'
					? `${JSON.stringify(documentOf(layout, prepared.range, account, shown), null, 2)}\n`
					: await drawable(
							textOf(layout, { ...prepared, account, compared }, shown, ports.columns),
							args,
							ports,
						),
			);
			reportAccount(account, args, ports);
			reportNothing(session, prepared, ports);
			reportDoubts(shown, ports);
			return shown.some(panel => panel.outcome.kind === 'failed')
				? exitCode.error
				: answeredWith(exitCode.rows, account);
		} finally {
			await session.close();
		}
	},
};

/** The range to fetch so that the period before each panel's range is in the store too. */
function withPeriodBefore(layout: Layout, { range, fetchRange }: Prepared): TimeRange {
	const starts = [range, ...layout.panels.map(panel => panelRangeOf(panel, range))].map(
		({ fromMs, toMs }) => 2 * fromMs - toMs,
	);
	return { ...fetchRange, fromMs: Math.min(fetchRange.fromMs, ...starts) };
}

function documentOf(
	layout: Layout,
	range: TimeRange,
	account: Account,
	shown: readonly ShownPanel[],
) {
	return {
		dashboard: layout.name,
		range: isoRange(range),
		account: accountDocument(account),
		panels: shown.map(({ panel, query, range: panelRange, outcome, before, model }) => {
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
				...(before === undefined ? {} : { before: beforeDocument(before) }),
				model: { kind: model.kind, state: model.state, note: model.note, ...model.figures },
			};
		}),
	};
}

/** Tells which panels ask for something that is most likely a mistake. */
function reportDoubts(shown: readonly ShownPanel[], ports: CommandPorts): void {
	for (const { panel, query, outcome } of shown) {
		const { checkWarnings } = outcome.kind === 'ready' ? outcome.result : { checkWarnings: [] };
		if (checkWarnings.length > 0) {
			ports.err(`trailtop: panel ${panel.id}:\n`);
			reportWarnings(query, { warnings: [], checkWarnings }, ports);
		}
	}
}

function beforeDocument({ range, result }: ShownBefore) {
	return {
		...isoRange(range),
		columns: result.columns,
		rows: result.rows.map(row => rowObject(result.columns, row)),
		// The query over the period before has no limit at its end, so it may give many more rows.
		...(result.rowCount > result.rows.length ? { rowCount: result.rowCount } : {}),
		...(result.warnings.length > 0 ? { warnings: result.warnings } : {}),
	};
}

function textOf(
	layout: Layout,
	about: Pick<Prepared, 'range' | 'timeZone' | 'environment'> & {
		readonly account: Account;
		readonly compared: boolean;
	},
	shown: readonly ShownPanel[],
	columns: number,
): string {
	const { range, timeZone, environment, account, compared } = about;
	const proof = account.proof === undefined ? '' : ` · ${proofWords(account.proof)}`;
	const head = `${layout.title} · ${environment.name} · ${formatTime(range.fromMs, timeZone, 'full')} … ${formatTime(range.toMs, timeZone, 'full')} ${timeZone}${compared ? ` · ${beforeLabel(range)}` : ''}${proof}`;
	const panels = shown.map(({ panel, model }) =>
		panelText(`${panel.id} ${panel.title}`, model, columns).join('\n'),
	);
	return `${[head, ...panels].join('\n\n')}\n`;
}

/** In ASCII where that is wished for, or where the terminal has nothing else. A file keeps every character. */
async function drawable(text: string, args: Arguments, ports: CommandPorts): Promise<string> {
	const { isUtf8 } = await import('../view/screen/color-level.ts');
	if (args.switches['ascii'] !== true && !(ports.outIsTty && !isUtf8(ports.env))) {
		return text;
	}

	const { toAscii } = await import('../view/ascii.ts');
	const lines = text.split('\n').map(line => toAscii(line, cellWidth));
	return lines.join('\n');
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
