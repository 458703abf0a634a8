import { span } from '../../panels/span.ts';
import type { Line, Role } from '../../panels/span.ts';
import { padEnd, wrapCells } from '../../text/fit.ts';
import { formatPlural } from '../../text/number.ts';
import { sanitise } from '../../text/sanitise.ts';
import { formatTime } from '../../text/time.ts';
import type { FindingPage } from '../state/finding-page.ts';

const severityRoles: Readonly<Record<string, Role>> = {
	critical: 'bad',
	high: 'warn',
	medium: 'accent',
};
const labelCells = 10;
/** Of a text that may be long; the details below have all of it. */
const textLines = 4;

/**
 * What a finding is, in words: what it found, why that matters, what the rule looks at, and what was said of it.
 *
 * @param widthCells - inside of the border
 * @param timeZone - IANA name
 */
export function findingLines(page: FindingPage, widthCells: number, timeZone: string): Line[] {
	const time = (ms: number) => formatTime(ms, timeZone, 'full');
	const part = (label: string, text: string, lines = textLines): Line[] =>
		text === '' ? [] : labelled(label, text, widthCells, lines);
	const said = [page.reason, page.changedBy && `by ${page.changedBy}`, page.changed.slice(0, 16)];
	return [
		[
			span(` ● ${page.severity}  `, severityRoles[page.severity] ?? 'dim'),
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
			`${time(page.firstMs)} – ${time(page.lastMs)} · ${formatPlural(page.count, 'record')}`,
		),
		...part('state', [page.state, ...said].filter(Boolean).join(' · ')),
		...part('again', page.again),
		...part('since', page.sinceClosed && `${page.sinceClosed} since it was closed`),
		...part('note', page.note),
		...part('why', page.why),
		...part('what', page.description),
		...part('ATT&CK', [page.attack.join(', '), page.tactic].filter(Boolean).join(' · '), 1),
		...part('see', page.references.join(' · '), 2),
		...part('matches', page.matches.join('   or   ')),
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

function labelled(label: string, text: string, widthCells: number, lines: number): Line[] {
	const wrapped = wrapCells(sanitise(text), Math.max(1, widthCells - labelCells - 2));
	const shown = wrapped.slice(0, lines);
	const isCut = wrapped.length > shown.length;
	return shown.map((line, index) => [
		span(` ${padEnd(index === 0 ? label : '', labelCells)}`, 'dim'),
		span(isCut && index === shown.length - 1 ? `${line.slice(0, -1)}…` : line),
	]);
}
