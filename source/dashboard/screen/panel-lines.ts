import { frameLines } from '../../panels/border.ts';
import type { PanelContext, PanelModel } from '../../panels/model.ts';
import { panelModel } from '../../panels/panel-model.ts';
import type { Line, Role } from '../../panels/span.ts';
import { repairKey } from '../input/key.ts';
import { doubtsOf } from '../state/doubts.ts';
import { insideOf, shownOutcome } from '../state/panels-shown.ts';
import { titleField } from '../compose/title-field.ts';
import type { Slot } from '../state/state.ts';
import type { PanelInput } from './body.ts';

const noteRoles: Readonly<Record<string, Role>> = {
	stale: 'warn',
	failed: 'bad',
};

/** What was counted, as far as there was something to count. */
const counted = new Set<PanelModel['state']>(['ready', 'empty', 'lacking', 'stale']);

interface Content {
	readonly panel: PanelInput;
	readonly model: PanelModel;
}

// A panel that gets or loses the focus, or comes back with its page, has another border alone.
const contents = new WeakMap<Slot, Content>();
const ofBorder: readonly (keyof PanelInput)[] = [
	...(['id', 'key', 'focused', 'partnerFocused', 'titles', 'mark', 'follows'] as const),
	...(['x', 'y'] as const),
];

/** What one panel shows within its border; the same object as long as nothing in it has changed. */
export function panelContent(panel: PanelInput): PanelModel {
	const known = panel.slot === undefined ? undefined : contents.get(panel.slot);
	if (known !== undefined && isSameInput(known.panel, panel, ofBorder)) {
		return known.model;
	}

	const model = drawContent(panel);
	if (panel.slot !== undefined) {
		contents.set(panel.slot, { panel, model });
	}

	return model;
}

/** @param but - what may differ */
export function isSameInput(
	a: PanelInput,
	b: PanelInput,
	but: readonly (keyof PanelInput)[] = [],
): boolean {
	const keys = Object.keys(a) as (keyof PanelInput)[];
	return (
		// The grid is laid out anew for each page.
		a.edges?.top === b.edges?.top &&
		a.edges?.bottom === b.edges?.bottom &&
		keys.every(key => key === 'edges' || but.includes(key) || Object.is(a[key], b[key]))
	);
}

function drawContent(panel: PanelInput): PanelModel {
	const range = panel.slot?.resultRange ?? panel.slot?.range ?? { fromMs: 0, toMs: 1 };
	const frame: PanelContext = {
		...insideOf(panel, panel.title),
		range,
		rangeLabel: panel.rangeLabel,
		hasOwnRange: panel.ownRange !== undefined,
		isSoFar: panel.isSoFar,
		timeZone: panel.timeZone,
		aliases: panel.aliases,
		titleField: panel.slot === undefined ? undefined : titleField(panel.slot.text).field,
		cursor: panel.cursor,
		columns: panel.columns,
		choice: panel.choice,
		before: panel.before,
		fresh: panel.fresh,
		isPlain: panel.isPlain,
		marked: panel.marked,
		repairKey,
	};
	return panelModel(panel.kind, shownOutcome(panel.slot, panel.isUnread), frame);
}

/** One panel with its border. */
export function panelLines(panel: PanelInput): Line[] {
	const model = panelContent(panel);
	const doubt = doubtsOf(panel.slot).length > 0 ? '! ' : '';
	return frameLines(
		{
			title: doubt + panel.title,
			qualifier: panel.ownRange,
			mark: panel.mark,
			// A list below its number has no title.
			note: [
				...(panel.isSoFar && counted.has(model.state) ? ['so far'] : []),
				panel.edges?.top === 'none' ? doubt + model.note : model.note,
				...(panel.follows ? ['follows'] : []),
			]
				.filter(Boolean)
				.join(' · '),
			same: model.same,
			edges: panel.edges,
			noteGives: doubt === '' && givesWay(panel, model),
			others: panel.titles,
			noteRole: model.note.startsWith('▲') ? 'bad' : (noteRoles[model.state] ?? 'dim'),
			focused: panel.focused,
			partnerFocused: panel.partnerFocused,
			widthCells: panel.widthCells,
			heightCells: panel.heightCells,
		},
		model.lines,
	);
}

/** Alarms, what is not shown, and the chosen moment of a chart are told before the end of a title. */
function givesWay({ kind, cursor }: PanelInput, { note, state }: PanelModel): boolean {
	const isChosen = kind !== 'table' && cursor.row >= 0;
	return !isChosen && !/^[▲+]| hidden/.test(note) && noteRoles[state] === undefined;
}
