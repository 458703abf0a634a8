import type { QueryResult } from '../../query/port.ts';
import { hourMs } from '../../text/duration.ts';
import { formatNumber } from '../../text/number.ts';
import type { Layout, Panel } from '../layout/layout.ts';
import type { Alarm } from './alarm.ts';

const dayMs = 24 * hourMs;

/** The outlier panels of the dashboards that have a digit. */
function panelsOf(layouts: readonly Layout[]): readonly (readonly [Layout, Panel])[] {
	return layouts
		.filter(({ key }) => key !== undefined)
		.flatMap(layout =>
			layout.panels.filter(({ view }) => view === 'outlier').map(panel => [layout, panel] as const),
		);
}

/** Charts whose newest bucket, or the one before it, is out of their band. */
export const outliers: Alarm = {
	name: 'outliers',
	words: ['outlier', 'outliers'],
	leadsTo: { dashboard: 'overview' },
	queries: layouts =>
		panelsOf(layouts).map(([layout, panel]) => ({
			id: `${layout.name}/${panel.id}`,
			text: withDefaults(layout, panel.query),
			lengthMs: dayMs,
		})),
	behind: undefined,
	read(results, { endMs }) {
		const out = results.filter(result => isOut(result, endMs)).length;
		return {
			count: out,
			level: out > 0 ? 'warn' : 'quiet',
			change: '',
			detail: `charts out of their band, of ${formatNumber(results.length)}`,
		};
	},
};

/** The variables of a dashboard as they are when nobody has chosen anything. */
function withDefaults({ variables }: Layout, query: string): string {
	return Object.entries(variables).reduce(
		(text, [name, variable]) => text.replaceAll(`{{${name}}}`, () => variable.default),
		query,
	);
}

/** Whether a bucket that ends in the last hour, or later, is outside of the band. */
function isOut({ columns, rows, timeslice }: QueryResult, endMs: number): boolean {
	const time = columns.indexOf(timeslice?.column ?? '_timeslice');
	const violation = columns.findIndex(title => title.endsWith('_violation'));
	const stepMs = timeslice?.stepMs ?? hourMs;
	return rows.some(
		row => Number(row[time]) + stepMs > endMs - hourMs && (row[violation] ?? 0) !== 0,
	);
}
