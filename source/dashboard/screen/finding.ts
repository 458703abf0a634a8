import { severityRole } from '../../panels/meaning.ts';
import { span } from '../../panels/span.ts';
import type { Line, Role } from '../../panels/span.ts';
import { padEnd, wrapCells } from '../../text/fit.ts';
import { formatPlural } from '../../text/number.ts';
import { sanitise } from '../../text/sanitise.ts';
import { formatTime } from '../../text/time.ts';
import { conditionLines } from './condition-lines.ts';
import { queryColours } from './query-colour.ts';
import type { FindingPage } from '../state/finding-page.ts';

const labelCells = 10;
/** Of a text that may be long; the details below have all of it. */
const textLines = 4;
/** Of the conditions of a rule, where not all fit; `i` shows them. */
const matchLinesShown = 6;

/**
 * What a finding is, in words: what it found, why that matters, what the rule looks at, and what was said of it.
 *
 * @param widthCells - inside of the border
 * @param timeZone - IANA name
 * @param rowsMax - that there is room for
 */
export function findingLines(
	page: FindingPage,
	widthCells: number,
	timeZone: string,
	rowsMax: number,
): Line[] {
	const whole = linesWith(page, widthCells, timeZone, Number.POSITIVE_INFINITY);
	return whole.length <= rowsMax ? whole : linesWith(page, widthCells, timeZone, matchLinesShown);
}

function linesWith(
	page: FindingPage,
	widthCells: number,
	timeZone: string,
	matchRows: number,
): Line[] {
	const time = (ms: number) => formatTime(ms, timeZone, 'full');
	const part = (label: string, text: string, lines = textLines): Line[] =>
		text === '' ? [] : labelled(label, text, widthCells, lines);
	const said = [page.reason, page.changedBy && `by ${page.changedBy}`, page.changed.slice(0, 16)];
	return [
		[
			span(` ● ${page.severity}  `, severityRole(page.severity) ?? 'dim'),
			span(sanitise(page.title), 'strong'),
			span(`  ${sanitise(page.rule)}`, 'dim'),
		],
		...part(
			'who',
			[page.principal, page.account && `account ${page.account}`, page.region]
				.filter(Boolean)
				.join(' · '),
		),
		...part(
			'when',
			[
				page.range && `${time(page.range.fromMs)} – ${time(page.range.toMs - 1)}`,
				page.count === undefined ? '' : formatPlural(page.count, 'record'),
			]
				.filter(Boolean)
				.join(' · '),
		),
		...part('state', [page.state, ...said].filter(Boolean).join(' · ')),
		...part('again', page.again),
		...part('since', page.sinceClosed && `${page.sinceClosed} since it was closed`),
		...part('note', page.note),
		...part('why', page.why),
		...part('what', page.description),
		...part('ATT&CK', [page.attack.join(', '), page.tactic].filter(Boolean).join(' · '), 1),
		...part('see', page.references.join(' · '), 2),
		...matchLines(page, widthCells, matchRows),
		...part(
			'silenced',
			page.silencedCount === 0
				? ''
				: `${formatPlural(page.silencedCount, 'hit')} of this rule by its exceptions`,
		),
		...part('rule by', [page.author, page.licence].filter(Boolean).join(' · '), 1),
		[],
	];
}

/** The conditions of its rule, as far as there is room for them. */
function matchLines({ matches }: FindingPage, widthCells: number, rowsShown: number): Line[] {
	const lines = conditionLines(matches, Math.max(1, widthCells - labelCells - 2));
	const isCut = lines.length > rowsShown;
	const shown = isCut ? lines.slice(0, rowsShown - 1) : lines;
	return [
		...shown.map((line, index): Line => [
			span(` ${padEnd(index === 0 ? 'matches' : '', labelCells)}`, 'dim'),
			span(line),
		]),
		...(isCut
			? [
					[
						span(` ${padEnd('', labelCells)}`, 'dim'),
						span(`… ${formatPlural(lines.length - shown.length, 'line')} more: i shows all`, 'dim'),
					],
				]
			: []),
	];
}

/** All of what the rule of a finding looks for. */
export function aboutFinding({ rule, title, matches }: FindingPage, widthCells: number): Line[] {
	const words = (text: string, role: Role): Line[] =>
		wrapCells(sanitise(text), widthCells).map(line => [span(line, role)]);
	return [
		...words(`${rule}  ${title}`, 'title'),
		[],
		...(matches.length === 0
			? words('the rule is not loaded any more, so nobody knows what it looked for', 'dim')
			: conditionLines(matches, widthCells).map((line): Line => [...queryColours(line)])),
	];
}

function labelled(label: string, text: string, widthCells: number, lines: number): Line[] {
	const wrapped = wrapCells(sanitise(text), Math.max(1, widthCells - labelCells - 2));
	const shown = wrapped.slice(0, lines);
	const isCut = wrapped.length > shown.length;
	return shown.map((line, index) => [
		span(` ${padEnd(index === 0 ? label : '', labelCells)}`, 'dim'),
		span(isCut && index === shown.length - 1 ? `${line.slice(0, -1)}…` : line),
	]);
}
