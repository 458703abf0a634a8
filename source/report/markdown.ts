import type { Value } from '../query/value.ts';
import { formatNumber } from '../text/number.ts';
import { sanitise } from '../text/sanitise.ts';
import { code } from '../story/markdown.ts';
import type {
	ColumnKind,
	Report,
	ReportChart,
	ReportFigure,
	ReportPart,
	ReportRule,
	ReportTable,
} from './report.ts';
import {
	bucketText,
	cellText,
	changeText,
	leadWords,
	moreWords,
	queriesIntro,
	rangeWords,
	titleOf,
} from './words.ts';

/** Cells of the longest bar. */
const barCells = 30;

/** A report as one page of Markdown. Whatever a record or a rule holds stays text in it. */
export function reportMarkdown(report: Report): string {
	const { sections, queries, warnings } = report;
	return [
		`# ${plain(titleOf(report))}`,
		'',
		plain(rangeWords(report)),
		...leadWords(report).flatMap(text => ['', `**${plain(text)}**`]),
		...sections.flatMap(({ title, parts }) => [
			'',
			`## ${title}`,
			...parts.flatMap(part => ['', ...partLines(part, report.timeZone)]),
		]),
		...(warnings.length > 0
			? ['', '## Limits', '', ...warnings.map(warning => `- ${plain(warning)}`)]
			: []),
		...(queries.length > 0 ? queryLines(report) : []),
		'',
	].join('\n');
}

function partLines(part: ReportPart, timeZone: string): readonly string[] {
	switch (part.kind) {
		case 'note':
			return [plain(part.text)];
		case 'figures':
			return figureLines(part.figures);
		case 'table':
			return tableLines(part, timeZone);
		case 'chart':
			return chartLines(part, timeZone);
		case 'rules':
			return ruleLines(part.rules);
	}
}

function figureLines(figures: readonly ReportFigure[]): readonly string[] {
	return [
		'| | number | before | change | query |',
		'| :-- | --: | --: | --: | :-- |',
		...figures.map(figure => {
			const before = figure.before === undefined ? '–' : formatNumber(figure.before);
			return `| ${figure.label} | ${formatNumber(figure.count)} | ${before} | ${changeText(figure)} | ${figure.queryId} |`;
		}),
	];
}

function tableLines(table: ReportTable, timeZone: string): readonly string[] {
	const { title, columns, rows, queryId } = table;
	const id = queryId === undefined ? '' : ` (${queryId})`;
	const head = `### ${plain(title)}${id}`;
	if (rows.length === 0) {
		return [head, '', 'None.'];
	}

	const more = moreWords(table);
	return [
		head,
		'',
		`| ${columns.map(column => column.title).join(' | ')} |`,
		`| ${columns.map(({ kind }) => (kind === 'count' ? '--:' : ':--')).join(' | ')} |`,
		...rows.map(row => {
			const cells = columns.map(({ kind }, index) => cell(row[index] ?? null, kind, timeZone));
			return `| ${cells.join(' | ')} |`;
		}),
		...(more === undefined ? [] : ['', more]),
	];
}

function cell(value: Value, kind: ColumnKind, timeZone: string): string {
	const text = cellText(value, kind, timeZone);
	if (value === null) {
		return text;
	}

	switch (kind) {
		case 'value':
		case 'service':
			return inTable(code(text));
		case 'words':
			return inTable(plain(text));
		case 'severity':
			return text === 'critical' || text === 'high' ? `**${text}**` : text;
		default:
			return text;
	}
}

/** A bar would end the cell, also in code, and readers differ in how it is escaped there. */
function inTable(text: string): string {
	return text.replaceAll('\\|', '\\x7c').replaceAll('|', '\\x7c');
}

/** Text that stays text: the marks of Markdown and HTML are escaped. */
function plain(text: string): string {
	return sanitise(text).replaceAll(/[\\`*_[\]<>|~&#]/g, '\\$&');
}

/** Bars of blocks, because readers of Markdown draw no pictures of ours. */
function chartLines(
	{ title, series, stepMs, buckets, queryId }: ReportChart,
	timeZone: string,
): readonly string[] {
	const id = queryId === undefined ? '' : ` (${queryId})`;
	const sums = buckets.map(({ counts }) => counts.reduce((sum, count) => sum + count, 0));
	const top = Math.max(1, ...sums);
	const width = Math.max(...sums.map(sum => formatNumber(sum).length), 1);
	const lines = buckets.map(({ timeMs, counts }, index) => {
		const sum = sums[index] ?? 0;
		const bar = '█'.repeat(sum === 0 ? 0 : Math.max(1, Math.round((barCells * sum) / top)));
		const parts = series
			.map(({ name }, at) => [name, counts[at] ?? 0] as const)
			.filter(([, count]) => count > 0)
			.map(([name, count]) => `${formatNumber(count)} ${name}`);
		const start = bucketText(timeMs, stepMs, timeZone);
		return `${start}  ${formatNumber(sum).padStart(width)}  ${bar}  ${parts.join(', ')}`.trimEnd();
	});
	return [`### ${title}${id}`, '', '```text', ...lines, '```'];
}

function ruleLines(rules: readonly ReportRule[]): readonly string[] {
	return [
		'### Why these matter',
		'',
		...rules.map(({ id, title, severity, why, attack }) => {
			const techniques = attack.length > 0 ? ` (${plain(attack.join(', '))})` : '';
			return `- **${plain(`${id} ${title}`)}**, ${severity}${techniques}: ${plain(why === '' ? 'Its author says nothing more.' : why)}`;
		}),
	];
}

function queryLines(report: Report): readonly string[] {
	return [
		'',
		'## Queries',
		'',
		...queriesIntro(report).flatMap(text => [plain(text), '']),
		...report.queries.map(({ id, text, range }) => {
			const times =
				range === undefined
					? ''
					: ` from ${new Date(range.fromMs).toISOString()} to ${new Date(range.toMs).toISOString()}`;
			return `- ${id}${times}: ${code(text)}`;
		}),
	];
}
