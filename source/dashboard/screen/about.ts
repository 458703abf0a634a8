import { beforeNote } from '../../panels/before.ts';
import { clipLine, span } from '../../panels/span.ts';
import type { Line } from '../../panels/span.ts';
import { wrapCells } from '../../text/fit.ts';
import { lengthLabel } from '../../text/duration.ts';
import { formatNumber, formatPlural } from '../../text/number.ts';
import { sanitise } from '../../text/sanitise.ts';
import { beforeKey } from '../compose/before-query.ts';
import { rangeLabel } from '../compose/range.ts';
import { comparedWith, focusedPanel } from '../state/panels-shown.ts';
import type { Focused } from '../state/panels-shown.ts';
import { timeZoneOf } from '../state/state.ts';
import type { Slot, State } from '../state/state.ts';
import { queryColours } from './query-colour.ts';

/** What the focused panel counts, how, and from how many records. */
export function aboutLines(state: State, widthCells: number): Line[] {
	const focused = focusedPanel(state);

	if (focused === undefined) {
		return [];
	}

	const slot = state.slots[focused.key];
	const about = focused.panel?.about;
	const text = (words: string): Line[] =>
		wrapCells(sanitise(words), widthCells).map(line => [span(line)]);
	const head = (words: string): Line[] => [[], [span(words, 'title')]];
	return [
		...(about === undefined ? [] : text(about.counts)),
		...(about?.differs === undefined
			? []
			: [...head('How it differs from the reference'), ...text(about.differs)]),
		...compareLines(state, focused.key, text, head),
		...stepLines(state, focused, text),
		...(slot === undefined ? [] : queryLines(slot, widthCells, head)),
		...(slot?.result === undefined ? [] : factLines(state, slot, head)),
		...(slot?.result?.warnings ?? []).flatMap(warning => [
			...wrapCells(`! ${sanitise(warning)}`, widthCells).map((line): Line => [span(line, 'warn')]),
		]),
	];
}

const compareHelp =
	'▲ ▼ the change of the whole range, ◦ a bucket as it was then. new: it was not there then; unlisted: it was not in the list, which left some out; gone: it is not there now.';

/** What the panel is compared with, and how to read the change. */
function compareLines(state: State, key: string, text: Text, head: Head): Line[] {
	const before = comparedWith(state, key);
	const range = state.slots[beforeKey(key)]?.range;
	return before === undefined || range === undefined
		? []
		: [
				...head('Compared with the period before'),
				...text(rangeLabel({ kind: 'fixed', ...range }, timeZoneOf(state))),
				...(beforeNote(before) === '' ? [] : text(beforeNote(before))),
				...text(compareHelp),
			];
}

/** What the change beside a number is, while periods are not compared. */
function stepLines(state: State, { key, kind }: Focused, text: Text): Line[] {
	const timeslice = state.slots[key]?.result?.timeslice;
	if (
		kind !== 'single-value' ||
		timeslice === undefined ||
		comparedWith(state, key) !== undefined
	) {
		return [];
	}

	const step = lengthLabel(timeslice.stepMs);
	return [
		[],
		...text(
			`The change beside the number, ▲ ▼ or =, is that of the newest whole ${step} against the ${step} before.`,
		),
	];
}

type Text = (words: string) => Line[];
type Head = (words: string) => Line[];

function queryLines(slot: Slot, widthCells: number, head: Head): Line[] {
	return [
		...head('Query'),
		...slot.text.split('\n').flatMap(line => wrapQuery(line, widthCells)),
		...slot.faults.map((fault): Line => [
			span(`✗ ${sanitise(fault.message)} · ${sanitise(fault.next)}`, 'bad'),
		]),
	];
}

function wrapQuery(line: string, widthCells: number): Line[] {
	return wrapCells(sanitise(line), widthCells).map(part =>
		clipLine(queryColours(part), widthCells),
	);
}

function factLines(state: State, slot: Slot, head: Head): Line[] {
	const { result } = slot;

	if (result === undefined) {
		return [];
	}

	const { scanned, stages } = result;
	const range = rangeLabel({ kind: 'fixed', ...slot.range }, timeZoneOf(state));
	return [
		...head('What it read'),
		[span(`${range}${state.utc ? ' UTC' : ''}`)],
		[
			span(
				`${formatPlural(scanned.recordCount, 'record')} in ${formatPlural(scanned.segmentCount, 'segment')}, ${formatNumber(scanned.prunedSegmentCount)} more left out by their headers`,
			),
		],
		...stages.map((stage): Line => [
			span(`${sanitise(stage.name).padEnd(14)} `, 'keyword'),
			span(`${formatNumber(stage.rowsIn)} → ${formatNumber(stage.rowsOut)}`),
			span(
				stage.rowsIn > stage.rowsOut ? `  −${formatNumber(stage.rowsIn - stage.rowsOut)}` : '',
				'dim',
			),
		]),
	];
}
