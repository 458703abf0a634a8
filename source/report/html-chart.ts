import { formatNumber, formatShort } from '../text/number.ts';
import type { ReportChart } from './report.ts';
import { bucketText } from './words.ts';

/** In units of the picture, which grows and shrinks with the page. */
const size = { width: 720, height: 170, left: 52, right: 6, top: 12, bottom: 22 } as const;
const gridLines = [0, 0.5, 1];

/**
 * A chart of stacked bars, drawn in the page itself, with its numbers as a table behind it: for whoever cannot see it,
 * and for mail programs that draw no picture.
 */
export function chartHtml(chart: ReportChart, id: string, timeZone: string): string {
	const { title, queryId, series, buckets } = chart;
	const link = queryId === undefined ? '' : ` <small><a href="#${queryId}">${queryId}</a></small>`;
	const sums = buckets.map(sumOf);
	const topCount = niceTop(Math.max(1, ...sums));
	const total = sums.reduce((sum, count) => sum + count, 0);
	const about = `${formatNumber(buckets.length)} bars, ${formatNumber(total)} in all, at most ${formatNumber(Math.max(0, ...sums))} in one. The numbers stand in the table below.`;
	const legend = series.map(({ name, tone }, index) => {
		const count = buckets.reduce((sum, { counts }) => sum + (counts[index] ?? 0), 0);
		return `<span class="key"><span class="swatch ${tone}"></span> ${name} ${formatNumber(count)}</span>`;
	});
	return [
		`<h3>${title}${link}</h3>`,
		`<svg class="chart" viewBox="0 0 ${size.width} ${size.height}" width="100%" role="img" aria-labelledby="${id}-title ${id}-about">`,
		`<title id="${id}-title">${title}</title>`,
		`<desc id="${id}-about">${about}</desc>`,
		...gridLines.map(share => gridHtml(share, topCount)),
		...buckets
			.map((_, index) => barHtml(chart, index, topCount, timeZone))
			.filter(bar => bar !== ''),
		...axisHtml(chart, timeZone),
		'</svg>',
		`<p class="legend">${legend.join(' ')}</p>`,
		numbersHtml(chart, timeZone),
	].join('\n');
}

function sumOf({ counts }: ReportChart['buckets'][number]): number {
	return counts.reduce((sum, count) => sum + count, 0);
}

/** The next round number, of small ones an even one, so that half of it is a count too. */
function niceTop(count: number): number {
	const ten = 10 ** Math.floor(Math.log10(count));
	const rounds = ten === 1 ? [2, 4, 6, 8] : [1, 1.2, 1.6, 2, 3, 4, 5, 6, 8];
	return (rounds.find(step => step * ten >= count) ?? 10) * ten;
}

function rounded(value: number): string {
	return String(Math.round(value * 10) / 10);
}

function yOf(share: number): number {
	return size.top + (1 - share) * (size.height - size.top - size.bottom);
}

function gridHtml(share: number, topCount: number): string {
	const y = rounded(yOf(share));
	return `<line class="grid" x1="${size.left}" x2="${size.width - size.right}" y1="${y}" y2="${y}"/><text class="tick" x="${size.left - 6}" y="${rounded(yOf(share) + 4)}" text-anchor="end">${formatShort(share * topCount)}</text>`;
}

function columnOf({ buckets }: ReportChart, index: number) {
	const room = (size.width - size.left - size.right) / Math.max(1, buckets.length);
	return { x: size.left + index * room, room };
}

function barHtml(chart: ReportChart, index: number, topCount: number, timeZone: string): string {
	const bucket = chart.buckets[index];
	if (bucket === undefined || sumOf(bucket) === 0) {
		return '';
	}

	const { x, room } = columnOf(chart, index);
	const gap = Math.min(2, room / 5);
	let below = 0;
	const pieces = chart.series.map(({ tone }, at) => {
		const count = bucket.counts[at] ?? 0;
		const [from, to] = [yOf(below / topCount), yOf((below + count) / topCount)];
		below += count;
		return count === 0
			? ''
			: `<rect class="${tone}" x="${rounded(x + gap / 2)}" y="${rounded(to)}" width="${rounded(room - gap)}" height="${rounded(Math.max(0.5, from - to))}"/>`;
	});
	const parts = chart.series
		.map(({ name }, at) => `${formatNumber(bucket.counts[at] ?? 0)} ${name}`)
		.join(', ');
	return `<g><title>${bucketText(bucket.timeMs, chart.stepMs, timeZone)}: ${parts}</title>${pieces.join('')}</g>`;
}

/** The starts of the first, the middle and the last bar. */
function axisHtml(chart: ReportChart, timeZone: string): readonly string[] {
	const { buckets, stepMs } = chart;
	const last = buckets.length - 1;
	const named = [...new Set([0, Math.floor(last / 2), last])].filter(index => index >= 0);
	return named.map(index => {
		const { x, room } = columnOf(chart, index);
		const isLast = index === last && last > 0;
		const anchor = index === 0 ? 'start' : isLast ? 'end' : 'middle';
		const place = index === 0 ? x : isLast ? x + room : x + room / 2;
		const text = bucketText(buckets[index]?.timeMs ?? Number.NaN, stepMs, timeZone);
		return `<text class="tick" x="${rounded(place)}" y="${size.height - 6}" text-anchor="${anchor}">${text}</text>`;
	});
}

function numbersHtml({ series, buckets, stepMs, title }: ReportChart, timeZone: string): string {
	const names = series.map(({ name }) => `<th scope="col" class="count">${name}</th>`);
	const rows = buckets.map(({ timeMs, counts }) => {
		const cells = counts.map(count => `<td class="count">${formatNumber(count)}</td>`);
		return `<tr><th scope="row">${bucketText(timeMs, stepMs, timeZone)}</th>${cells.join('')}</tr>`;
	});
	return `<details><summary>${title} in numbers</summary>\n<div class="scroll"><table>\n<thead><tr><th scope="col">from</th>${names.join('')}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody>\n</table></div></details>`;
}
