import { frameLines } from '../../panels/border.ts';
import { mergeSpans, padLine, selectLine, span, spreadLine } from '../../panels/span.ts';
import type { Line } from '../../panels/span.ts';
import { nothingWords } from '../../story/nothing.ts';
import { pageLines } from '../../story/page.ts';
import type { PageLine } from '../../story/page.ts';
import type { Story } from '../../story/story.ts';
import { wrapCells } from '../../text/fit.ts';
import { formatNumber, formatPlural } from '../../text/number.ts';
import { sanitise } from '../../text/sanitise.ts';
import { rangeLabel } from '../compose/range.ts';
import { rowsOf, shownStory, storyPlace } from '../state/open-story.ts';
import { bodySize } from '../state/panels-shown.ts';
import { locationOf, timeZoneOf } from '../state/state.ts';
import type { OpenStory, State } from '../state/state.ts';
import { hasOtherFilters } from '../state/story-scope.ts';
import { queryColours } from './query-colour.ts';

/** Of one row, which may hold a text of a megabyte. */
const rowLines = 8;

/** The page of a story with its border; undefined when none is shown. */
export function storyScreen(state: State): Line[] | undefined {
	const location = locationOf(state);
	const open = shownStory(state)?.open;
	if (location.kind !== 'story' || open === undefined) {
		return undefined;
	}

	const size = bodySize(state);
	const widthCells = size.columns - 2;
	const rows = Math.max(1, size.rows - 2);
	const box = { widthCells: size.columns, heightCells: size.rows, focused: true };
	const frame = (note: string, lines: readonly Line[]) =>
		frameLines({ ...box, title: location.title, note }, lines);
	const { story } = open;
	if (story === undefined) {
		const words = open.error ?? tellingWords(open);
		const told = sanitise(open.error === undefined ? words : `${words}: r tells it again`);
		return frame('', [
			[],
			...textLines(told, widthCells, open.error === undefined ? 'dim' : 'bad'),
		]);
	}

	if (story.recordCount === 0) {
		return frame('', [
			[],
			...textLines(sanitise(nothingWords(story, nextSteps)), widthCells, 'warn'),
			...warningLines(story, state, widthCells),
		]);
	}

	const lines = [
		...warningLines(story, state, widthCells),
		...bodyLines(open, story, widthCells, state),
	];
	const total = rowsOf(story).length;
	const from = lines.findIndex(line => line.some(part => part.selected === true));
	const last = Math.max(0, lines.length - rows);
	const first = Math.max(0, Math.min(last, from - Math.floor(rows / 2)));
	return frame(
		`row ${formatNumber(open.cursor + 1)} of ${formatNumber(total)}`,
		lines.slice(first, first + rows),
	);
}

const nextSteps = 't chooses the range';

function tellingWords({ who, progress }: OpenStory): string {
	const far =
		progress === undefined || progress.segmentCount === 0
			? ''
			: ` ${Math.floor((100 * progress.doneCount) / progress.segmentCount)} % of ${formatPlural(progress.segmentCount, 'segment')}`;
	return `telling the story of ${who} …${far}`;
}

function textLines(text: string, widthCells: number, role: 'dim' | 'bad' | 'warn'): Line[] {
	return wrapCells(text, Math.max(1, widthCells - 2)).map(line => [span(` ${line}`, role)]);
}

/** What the story is not told from. */
function warningLines(story: Story, state: State, widthCells: number): Line[] {
	const lacking = state.account?.lackingCount ?? 0;
	const warnings = [
		...story.warnings,
		...(lacking > 0 ? [`${formatPlural(lacking, 'object')} not read whole`] : []),
		...(hasOtherFilters(state.variables)
			? ['of the filters only account and region hold here: a story is all that one did']
			: []),
	];
	return warnings.flatMap(warning => textLines(`! ${sanitise(warning)}`, widthCells, 'warn'));
}

const drawn = new WeakMap<Story, { readonly key: string; readonly lines: readonly PageLine[] }>();

/** Breaking a long story into lines takes a while, and the cursor moves in the same lines. */
function linesOf(story: Story, widthCells: number, timeZone: string): readonly PageLine[] {
	const key = `${widthCells} ${timeZone}`;
	const known = drawn.get(story);
	if (known?.key === key) {
		return known.lines;
	}

	const lines = pageLines(story, widthCells, timeZone, rowLines);
	drawn.set(story, { key, lines });
	return lines;
}

function bodyLines(open: OpenStory, story: Story, widthCells: number, state: State): Line[] {
	const lines = linesOf(story, Math.max(1, widthCells - 2), timeZoneOf(state));
	return lines.map(({ text, row, isTitle }, at) => {
		const role = isTitle === true ? 'title' : at === 0 ? 'strong' : 'text';
		const line: Line = [span(' '), span(text, role)];
		return row === open.cursor ? mergeSpans(selectLine(padLine(line, widthCells))) : line;
	});
}

/** The line above the keys: what enter opens. */
export function storyLine(state: State): Line {
	const open = shownStory(state)?.open;
	const place = open === undefined ? undefined : storyPlace(open);
	if (open?.isTelling === true) {
		return [span(' esc ends the telling', 'dim')];
	}

	if (open?.bundle !== undefined) {
		const { doneCount, recordCount } = open.bundle;
		const far = `${formatNumber(doneCount)} of ${formatPlural(recordCount, 'record')}`;
		return [span(` writing the bundle … ${far} · esc ends it`, 'dim')];
	}

	const chosen = place?.chosen ?? place?.record;
	if (place === undefined || chosen === undefined) {
		return [];
	}

	const { counted } = place;
	const at = place.chosen === undefined ? 0 : counted.indexOf(place.chosen) + 1;
	const words = place.chosen === undefined ? 'its record' : sanitise(chosen.part.text);
	return spreadLine(
		[span(' enter opens ', 'dim'), span(words, 'key')],
		[span(counted.length > 1 ? `← → number ${at} of ${counted.length} ` : '', 'dim')],
		state.size.columns,
	);
}

/** The query of the number at the cursor, or of all records of the story. */
export function aboutStory(state: State, widthCells: number): Line[] {
	const open = shownStory(state)?.open;
	if (open?.story === undefined) {
		return [[span('the story is not told yet', 'dim')]];
	}

	const { story } = open;
	const place = storyPlace(open);
	const chosen = place?.chosen ?? place?.record;
	const title =
		place?.chosen?.part.text ?? (chosen === undefined ? 'All its records' : 'Its record');
	const range = chosen?.range ?? { fromMs: story.fromMs, toMs: story.toMs };
	return [
		...wrapCells(sanitise(title), widthCells).map((line): Line => [span(line, 'title')]),
		...wrapCells(sanitise(chosen?.query ?? story.query), widthCells).map((line): Line =>
			queryColours(line),
		),
		[],
		[span(rangeLabel({ kind: 'fixed', ...range }, timeZoneOf(state)), 'dim')],
	];
}
