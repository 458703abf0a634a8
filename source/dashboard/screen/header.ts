import { clipLine, lineWidth, span, spreadLine } from '../../panels/span.ts';
import type { Line, Role, Span } from '../../panels/span.ts';
import { formatDuration } from '../../text/duration.ts';
import { formatNumber, formatPlural } from '../../text/number.ts';
import { sanitise } from '../../text/sanitise.ts';
import { formatTime } from '../../text/time.ts';
import { beforeLabel } from '../compose/before-query.ts';
import { unusedFiltersOf } from '../compose/filter-fields.ts';
import { isOver, rangeLabel } from '../compose/range.ts';
import { choiceText, filterNames, filterTitle } from '../compose/variables.ts';
import type { Layout } from '../layout/layout.ts';
import { aliasesOf } from '../state/aliases.ts';
import { doubtsOfStore } from '../state/doubts.ts';
import { breadcrumb } from '../state/location.ts';
import { currentRange, shownPage } from '../state/panels-shown.ts';
import { isSoFar } from '../state/so-far.ts';
import type { SourceStatus } from '../state/source-status.ts';
import { findingSpans } from './findings.ts';
import { proofSpans } from './proof.ts';
import { layoutOf, locationOf, timeZoneOf } from '../state/state.ts';
import type { State } from '../state/state.ts';

/** The program's name, the dashboards, and the state of the sources. */
export function headerLine(state: State): Line {
	const cells = state.size.columns;
	const brand: Span[] = [
		span(' trailtop', 'strong'),
		span(' ▸ ', 'dim'),
		span(sanitise(state.environment), 'accent'),
	];
	const right = [...findingSpans(state, false), ...statusSpans(state, false)];
	const shortRight = [...findingSpans(state, true), ...statusSpans(state, true)];
	const attempts: [Line, Line][] = [
		[[...brand, span('    '), ...tabs(state, 'all', '  ')], right],
		[[...brand, span('    '), ...tabs(state, 'keyed', '  ')], right],
		[[...brand, span('  '), ...tabs(state, 'keyed', ' ')], right],
		[[...brand, span('  '), ...tabs(state, 'keyed', ' ')], shortRight],
		[[...brand, span('  '), ...tabs(state, 'current', ' ')], right],
		[[...brand, span(' '), ...tabs(state, 'current', ' ')], shortRight],
		[tabs(state, 'current', ' '), shortRight],
	];
	const fitting =
		attempts.find(([left, end]) => lineWidth(left) + lineWidth(end) + 1 <= cells) ??
		attempts.at(-1);
	return spreadLine(fitting?.[0] ?? [], fitting?.[1] ?? [], cells);
}

/**
 * The dashboards, in one of three forms: all titles; those that have a digit, with the number of
 * the others; or the digits with only the title of the current one.
 */
function tabs(state: State, titles: 'all' | 'keyed' | 'current', gap: string): Span[] {
	const current = layoutOf(state)?.name;
	const isShown = (layout: Layout) =>
		titles === 'all' || layout.key !== undefined || layout.name === current;
	const shown = state.layouts.filter(isShown);
	const hiddenCount = state.layouts.length - shown.length;
	const spans = shown.flatMap((layout, index): Span[] => {
		const isCurrent = layout.name === current;
		const key = layout.key === undefined ? '' : String(layout.key);
		const title = titles !== 'current' || isCurrent ? sanitise(layout.title) : '';
		const text = [key, title].filter(Boolean).join(' ');
		const link = layout.name;

		if (isCurrent) {
			return [span(index > 0 ? gap : ''), { ...span(` ${text} `, 'strong'), selected: true, link }];
		}

		return [
			span(index > 0 ? gap : ''),
			{ ...span(key, 'dim'), link },
			{ ...span(title === '' ? '' : ` ${title}`), link },
		];
	});
	return titles === 'keyed' && hiddenCount > 0
		? [...spans, span(`${gap}0`, 'dim'), span(` +${hiddenCount}`, 'dim')]
		: spans;
}

const stateTexts: Readonly<Record<SourceStatus['state'], readonly [string, Role]>> = {
	connecting: ['◌ connecting', 'dim'],
	backfilling: ['◐ backfill', 'warn'],
	live: ['● live', 'good'],
	waiting: ['▲ waiting', 'warn'],
	idle: ['○ idle', 'dim'],
	done: ['○ complete', 'dim'],
	stopped: ['○ stopped', 'dim'],
};

function statusSpans(state: State, short: boolean): Span[] {
	if (state.paused !== undefined) {
		const waiting = state.waitingCount > 0 ? ` · ${formatNumber(state.waitingCount)} new` : '';
		return [{ ...span(` ‖ PAUSED${waiting} `, 'warn'), selected: true }, span(' ')];
	}

	const { status } = state;
	const isPast = status.state === 'live' && isOver(state.range, state.nowMs);
	// What arrives now is not of a range that has ended.
	const [text, role]: readonly [string, Role] = isPast
		? ['○ past range', 'dim']
		: stateTexts[status.state];
	const [still = '', ...rest] = text.split(' ');
	const mark = still === '●' && state.beat ? '◉' : still;
	const word = rest.join(' ');
	const lag = status.lagMs === undefined ? '' : formatDuration(status.lagMs);
	const detail = sanitise(status.detail);
	// A detail such as `backfill 3/14 days` contains the state already.
	const words = detail.startsWith(word) ? detail : [word, detail].filter(Boolean).join(' ');
	// How far a backfill is says more than how late its newest record was.
	const isFilling = status.state === 'backfilling';
	const isLagFirst = lag !== '' && !isFilling;
	const days = /^backfill (\d.*)$/.exec(words)?.[1];
	const said = isFilling ? (days ?? word) : word;
	const brief = isLagFirst ? mark : `${mark} ${said}`;
	return [
		span(short ? brief : `${mark} ${words}`, role),
		span(lag === '' ? '' : short ? (isLagFirst ? ` ${lag}` : '') : ` · lag ${lag}`, 'dim'),
		span(' '),
	];
}

/** The breadcrumb, the time range and the filters. */
export function filterLine(state: State): Line {
	const left: Span[] = [span(' ')];
	const trail = locationOf(state).kind === 'dashboard' ? [] : breadcrumb(state);

	for (const [index, title] of trail.entries()) {
		left.push(
			span(sanitise(title), index === trail.length - 1 ? 'strong' : 'dim'),
			span(index === trail.length - 1 ? '  ' : ' ▸ ', 'dim'),
		);
	}

	const location = locationOf(state);
	const range =
		location.kind === 'rows' && location.range !== undefined
			? rangeLabel({ kind: 'fixed', ...location.range }, timeZoneOf(state))
			: rangeLabel(state.range, timeZoneOf(state));
	left.push(span(range, 'text'), span(state.utc ? ' UTC' : ' local', 'dim'));
	left.push(...beyondData(state));

	if (isSoFar(state, currentRange(state))) {
		left.push(span(' · ', 'dim'), span('so far', 'warn'));
	}

	if (state.comparing && location.kind === 'dashboard') {
		left.push(span(' · ', 'dim'), span(beforeLabel(currentRange(state)), 'accent'));
	}

	const parts = filterParts(state);
	const right = rightSide(state, lineWidth(left) + (parts.some(isSetFilter) ? countedCells : 0));
	// Two blanks between the ends, or the last filter would read as one with what was read.
	const room = state.size.columns - lineWidth(left) - lineWidth(right) - 2;
	return spreadLine([...left, ...fittingFilters(parts, room)], right, state.size.columns);
}

/** Where the records are, when the range lies before or behind all of them. */
function beyondData(state: State): Line {
	const { times } = state;
	const range = currentRange(state);
	const words =
		times === undefined
			? undefined
			: times.newestMs < range.fromMs
				? `newest record ${formatTime(times.newestMs, timeZoneOf(state), 'full').slice(0, 16)}`
				: times.oldestMs >= range.toMs
					? `oldest record ${formatTime(times.oldestMs, timeZoneOf(state), 'full').slice(0, 16)}`
					: undefined;
	return words === undefined ? [] : [span(' · ', 'dim'), span(words, 'warn')];
}

/** Every filter that is set; account and region always. */
function filterParts(state: State): Line[] {
	const unused = unusedFilters(state);
	const parts = filterNames.flatMap((name): Line[] => {
		const text = choiceText(state.variables.filters[name], aliasesOf(state, name));

		if (unused.has(name)) {
			const words = `${filterTitle(name)} ${sanitise(text)}: not here`;
			return text === '*' ? [] : [[span(' · ', 'dim'), span(words, 'dim')]];
		}

		return text !== '*' || name === 'account' || name === 'region'
			? [
					[
						span(' · ', 'dim'),
						span(`${filterTitle(name)} `, 'dim'),
						span(sanitise(text), text === '*' ? 'dim' : 'accent'),
					],
				]
			: [];
	});

	const { scope, environmentScope } = state;

	if (scope !== undefined && scope.value !== environmentScope?.value) {
		parts.push([span(' · ', 'dim'), span('scope ', 'dim'), span(sanitise(scope.value), 'accent')]);
	}

	if (state.variables.text !== '') {
		parts.push([span(' · ', 'dim'), span(sanitise(state.variables.text), 'accent')]);
	}

	for (const [name, value] of Object.entries(state.variables.params)) {
		if (layoutOf(state)?.variables[name] !== undefined) {
			parts.push([span(' · ', 'dim'), span(`${name} `, 'dim'), span(sanitise(value), 'accent')]);
		}
	}

	return parts;
}

/** A dashboard over other records than those of the store has not all of their fields. */
function unusedFilters(state: State): ReadonlySet<string> {
	const layout = layoutOf(state);
	return layout === undefined || locationOf(state).kind !== 'dashboard'
		? new Set()
		: unusedFiltersOf(layout);
}

const moreCells = 10;
/** What the right side may take of the line, so that the range and the filters keep a place. */
const rightShare = 0.62;

/** ` · 2 filters`: so many cells are left for what would make each number misleading. */
const countedCells = 13;

function isSetFilter(part: Line): boolean {
	return part.at(-1)?.role === 'accent';
}

/** Half a value could be another one: without room for one whole filter their names are told, or how many there are. */
function countedFilters(set: readonly Line[], room: number): Line {
	const count = formatPlural(set.length, 'filter');
	const names = set.map(part => (part[1]?.text ?? '').trim()).join(', ');
	const forms = [`${count}: ${names}`, count].map(words => [
		span(' · ', 'dim'),
		span(words, 'accent'),
	]);
	return forms.find(form => lineWidth(form) <= room) ?? clipLine(forms.at(-1) ?? [], room);
}

/** A hidden filter would make every number misleading, so filters without room are counted. */
function fittingFilters(parts: readonly Line[], room: number): Line {
	// Filters that are not set are left out first.
	const widthOfAll = (some: readonly Line[]) =>
		some.reduce((sum, part) => sum + lineWidth(part), 0);
	const whole = widthOfAll(parts);
	const set = parts.filter(isSetFilter);

	if (whole <= room) {
		return parts.flat();
	}

	if (set.length === 0) {
		const fitting = parts.findLastIndex(
			(_, index) => widthOfAll(parts.slice(0, index + 1)) <= room,
		);
		return parts.slice(0, fitting + 1).flat();
	}

	const widthOf = (count: number) => widthOfAll(set.slice(0, count));
	let count = set.length;

	while (count > 1 && widthOf(count) + (count < set.length ? moreCells : 0) > room) {
		count -= 1;
	}

	const hiddenCount = set.length - count;
	const more = hiddenCount > 0 ? [span(` +${hiddenCount} more`, 'accent')] : [];
	const shown = [...set.slice(0, count).flat(), ...more];
	return lineWidth(shown) <= room ? shown : countedFilters(set, room);
}

/**
 * How many objects were read, where all of them may hold records of the range; else how many of them
 * do: `12 objects in range`. On a narrow screen only that none does.
 */
function objectWords(state: State): string {
	const count = state.account?.readCount ?? state.status.objectCount;
	const inside = inRange(state, 'objectCount');
	const isNone = inside === 0 && count > 0;

	if (state.size.columns < 100 && !isNone) {
		return '';
	}

	const all = formatPlural(count, 'object');
	return inside === undefined || inside >= count
		? all
		: `${formatPlural(inside, 'object')} in range`;
}

/** Of what may hold records of the range; undefined while there is no account. */
function inRange(
	state: State,
	what: 'objectCount' | 'lackingCount' | 'untimedCount',
): number | undefined {
	const { fromMs, toMs } = currentRange(state);
	return state.account?.spans
		.filter(span => span.toMs > fromMs && span.fromMs < toMs)
		.reduce((sum, counts) => sum + counts[what], 0);
}

/** @param leftCells - of the range and its zone, which are not cut for it while it has a third of the line */
function rightSide(state: State, leftCells: number): Line {
	const page = shownPage(state);
	const pages: Span[] =
		page === undefined || page.count < 2 || page.zoomed
			? []
			: [span(`page ${page.index + 1}/${page.count}`, 'accent'), span(' · ', 'dim')];
	const proven = proofSpans(state);
	const proof = proven.length === 0 ? [] : [...proven, span(' · ', 'dim')];
	const { columns } = state.size;
	const room = Math.max(
		Math.floor(columns / 3),
		Math.min(Math.floor(columns * rightShare), columns - leftCells - 2),
	);
	const doubts = storeDoubts(state);
	const short = doubts.length === 0 ? [] : [shortDoubt];
	const objects = objectWords(state);
	const attempts: readonly Line[] = [
		[...pages, ...proof, ...readSpans(state, objects, doubts)],
		[...pages, ...proof, ...readSpans(state, objects, short)],
		[...pages, ...proof, ...readSpans(state, '', short)],
		[...readSpans(state, '', short), ...(proof.length === 0 ? [] : [span('· ', 'dim'), ...proven])],
	];
	const fitting = attempts.find(line => lineWidth(line) <= room) ?? attempts.at(-1) ?? [];
	return clipLine(fitting, room);
}

/** What was read, and what was not. */
function readSpans(state: State, objects: string, doubts: readonly string[]): Line {
	const allCount = state.account?.lackingCount ?? state.status.errorCount;
	const count = inRange(state, 'lackingCount') ?? allCount;
	const outside = allCount - count;
	// What is not of the range changes no number that is shown.
	const errors =
		formatPlural(count, 'error') + (outside > 0 ? ` (${formatNumber(outside)} elsewhere)` : '');
	return [
		span([objects, errors].filter(Boolean).join(' · '), count > 0 ? 'bad' : 'dim'),
		...doubts.flatMap(words => [span(' · ', 'dim'), span(words, 'warn')]),
		span(' '),
	];
}

/** For doubts whose words have no room; the sources screen tells them. */
const shortDoubt = 'not whole';

/** What else the store may lack. That it is filled the state of the source says already. */
function storeDoubts(state: State): readonly string[] {
	const { account, status } = state;
	return account === undefined
		? []
		: doubtsOfStore({
				...account,
				untimedCount: inRange(state, 'untimedCount') ?? 0,
				isFilling: account.isFilling && !['connecting', 'backfilling'].includes(status.state),
			});
}
