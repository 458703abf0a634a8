import type { Value } from '../query/value.ts';
import { formatNumber } from '../text/number.ts';
import { sanitise } from '../text/sanitise.ts';
import { chartHtml } from './html-chart.ts';
import { styleText } from './html-style.ts';
import type {
	ColumnKind,
	Report,
	ReportFigure,
	ReportPart,
	ReportRule,
	ReportTable,
} from './report.ts';
import {
	cellText,
	changeText,
	leadWords,
	moreWords,
	queriesIntro,
	rangeWords,
	titleOf,
} from './words.ts';

/** The first bytes of each report as HTML, so that one is known again. */
export const htmlStart =
	'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="generator" content="trailtop report">';

/**
 * A report as one HTML file that loads and runs nothing: no script, no font, no address of anything else.
 * Whatever a record or a rule holds stays text in it.
 */
export function reportHtml(report: Report): string {
	const title = escaped(titleOf(report));
	return [
		htmlStart,
		`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`,
		'<meta name="viewport" content="width=device-width, initial-scale=1">',
		'<meta name="color-scheme" content="light dark">',
		'<meta name="referrer" content="no-referrer">',
		`<title>${title}</title>`,
		`<style>${styleText}</style>`,
		'</head>',
		'<body>',
		'<main>',
		`<h1>${title}</h1>`,
		`<p class="range">${escaped(rangeWords(report))}</p>`,
		...leadHtml(report),
		...contents(report),
		...report.sections.flatMap(({ id, title: own, parts }) => [
			`<section id="${id}">`,
			`<h2>${escaped(own)}</h2>`,
			...parts.map((part, index) => partHtml(part, `${id}-${index}`, report.timeZone)),
			'</section>',
		]),
		...limitsHtml(report),
		...queriesHtml(report),
		'</main>',
		'</body>',
		'</html>',
		'',
	].join('\n');
}

/** Text in an element or in an attribute with quotes: nothing in it is markup, and nothing reorders it. */
export function escaped(text: string): string {
	return sanitise(text)
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll("'", '&#39;');
}

function leadHtml(report: Report): readonly string[] {
	return leadWords(report).map(
		text => `<p class="alert" role="note"><strong>${escaped(text)}</strong></p>`,
	);
}

function contents({ sections, queries }: Report): readonly string[] {
	const links = [
		...sections.map(({ id, title }) => `<a href="#${id}">${escaped(title)}</a>`),
		...(queries.length > 0 ? ['<a href="#queries">Queries</a>'] : []),
	];
	return links.length > 1 ? [`<p class="contents">${links.join(' · ')}</p>`] : [];
}

function partHtml(part: ReportPart, id: string, timeZone: string): string {
	switch (part.kind) {
		case 'note':
			return `<p class="note">${escaped(part.text)}</p>`;
		case 'figures':
			return figuresHtml(part.figures);
		case 'table':
			return tableHtml(part, timeZone);
		case 'chart':
			return chartHtml(part, id, timeZone);
		case 'rules':
			return rulesHtml(part.rules);
	}
}

function figuresHtml(figures: readonly ReportFigure[]): string {
	const head = ['', 'number', 'before', 'change', 'query'].map((title, index) =>
		index === 0
			? '<td></td>'
			: `<th scope="col" class="${index < 4 ? 'count' : 'text'}">${title}</th>`,
	);
	const rows = figures.map(figure => {
		const before = figure.before === undefined ? '–' : formatNumber(figure.before);
		const counts = [formatNumber(figure.count), before, changeText(figure)];
		return `<tr><th scope="row">${escaped(figure.label)}</th>${counts.map(text => `<td class="count">${escaped(text)}</td>`).join('')}<td>${queryLink(figure.queryId)}</td></tr>`;
	});
	return scrolled(
		`<table>\n<thead><tr>${head.join('')}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody>\n</table>`,
	);
}

/** A table that is wider than the screen is moved by itself. */
function scrolled(html: string): string {
	return `<div class="scroll">${html}</div>`;
}

function queryLink(id: string): string {
	return `<a href="#${id}">${id}</a>`;
}

function tableHtml(table: ReportTable, timeZone: string): string {
	const { title, columns, rows, queryId } = table;
	const link = queryId === undefined ? '' : ` <small>${queryLink(queryId)}</small>`;
	const head = `<h3>${escaped(title)}${link}</h3>`;
	if (rows.length === 0) {
		return `${head}\n<p class="note">None.</p>`;
	}

	const titles = columns.map(
		({ title: own, kind }) =>
			`<th scope="col" class="${kind === 'count' ? 'count' : 'text'}">${escaped(own)}</th>`,
	);
	const body = rows.map(row => {
		const cells = columns.map(({ kind }, index) => cellHtml(row[index] ?? null, kind, timeZone));
		return `<tr>${cells.join('')}</tr>`;
	});
	const more = moreWords(table);
	return [
		head,
		scrolled(
			`<table>\n<thead><tr>${titles.join('')}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table>`,
		),
		...(more === undefined ? [] : [`<p class="note">${more}</p>`]),
	].join('\n');
}

function cellHtml(value: Value, kind: ColumnKind, timeZone: string): string {
	const text = escaped(cellText(value, kind, timeZone));
	switch (kind) {
		case 'count':
			return `<td class="count">${text}</td>`;
		case 'time':
			return `<td class="time">${text}</td>`;
		case 'severity':
			return `<td><span class="level ${text}">${text}</span></td>`;
		case 'query':
			return `<td>${value === null ? text : queryLink(text)}</td>`;
		case 'value':
		case 'service':
			return `<td class="value">${text}</td>`;
		case 'words':
			return `<td class="words">${text}</td>`;
	}
}

function rulesHtml(rules: readonly ReportRule[]): string {
	const items = rules.map(({ id, title, severity, why, attack }) => {
		const techniques = attack.length > 0 ? ` <small>${escaped(attack.join(', '))}</small>` : '';
		const reason = why === '' ? 'Its author says nothing more.' : why;
		return `<dt><span class="level ${severity}">${severity}</span> ${escaped(`${id} ${title}`)}${techniques}</dt>\n<dd>${escaped(reason)}</dd>`;
	});
	return `<h3>Why these matter</h3>\n<dl>\n${items.join('\n')}\n</dl>`;
}

function limitsHtml({ warnings }: Report): readonly string[] {
	const items = warnings.map(warning => `<li>${escaped(warning)}</li>`);
	return items.length === 0
		? []
		: ['<section id="limits">', '<h2>Limits</h2>', '<ul>', ...items, '</ul>', '</section>'];
}

function queriesHtml(report: Report): readonly string[] {
	const items = report.queries.map(({ id, text, range }) => {
		const times =
			range === undefined
				? ''
				: ` <small>from ${new Date(range.fromMs).toISOString()} to ${new Date(range.toMs).toISOString()}</small>`;
		return `<dt id="${id}">${id}${times}</dt>\n<dd><code>${escaped(text)}</code></dd>`;
	});
	return items.length === 0
		? []
		: [
				'<section id="queries">',
				'<h2>Queries</h2>',
				...queriesIntro(report).map(text => `<p class="note">${escaped(text)}</p>`),
				'<dl class="queries">',
				...items,
				'</dl>',
				'</section>',
			];
}
