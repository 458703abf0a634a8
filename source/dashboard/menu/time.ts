import { parseRange, presets, rangeLabel } from '../compose/range.ts';
import type { Range } from '../compose/range.ts';
import { formatTime } from '../../text/time.ts';
import { forms } from '../../text/when/forms.ts';
import { beginsForm } from '../../text/when/words.ts';
import { newMenu, refusedMenu } from '../input/menu.ts';
import type { MenuItem } from '../input/menu.ts';
import { upTo } from '../state/open-at-data.ts';
import { setRange } from '../state/set-range.ts';
import { timeZoneOf } from '../state/state.ts';
import type { State, Step } from '../state/state.ts';
import { closeMenu, showMenu, takesOne } from './descriptor.ts';
import type { MenuDescriptor } from './descriptor.ts';

/** Of the ranges used before, those that are no preset; the menu would be long with more. */
const recentShownMax = 3;
/** More would not be found again. */
export const rangeHistoryMax = 8;

interface Choice {
	readonly label: string;
	readonly hint: string;
	readonly key?: string;
	readonly range: Range;
}

export const time: MenuDescriptor<{ readonly kind: 'time'; readonly typed: boolean }> = {
	open(state, id) {
		const now = rangeLabel(state.range, timeZoneOf(state));
		const items = choices(state).map(({ label, hint, key }): MenuItem => ({
			id: label,
			label,
			hint,
			...(key === undefined || id.typed || beginsForm(key) ? {} : { key }),
			marked: label === now,
		}));
		return newMenu(id, 'Time range', items, {
			free: `type: ${hinted}`,
		});
	},
	choose(state, menu, item) {
		const outcome = parseRange(menu.typed, state.nowMs, timeZoneOf(state));
		const choice = choices(state).find(one => one.label === item?.id);

		// A range that was typed in full is meant, not the first entry that contains its text.
		if (choice !== undefined && !(outcome.ok && menu.index === 0)) {
			return choose(state, choice.range);
		}

		return outcome.ok
			? choose(state, outcome.range)
			: [showMenu(state, refusedMenu(menu, outcome.message, outcome.example)), []];
	},
	toggle: takesOne,
	meaningOf(state, typed) {
		const timeZone = timeZoneOf(state);
		const outcome = parseRange(typed, state.nowMs, timeZone);
		return outcome.ok ? fullLabel(outcome.range, timeZone) : undefined;
	},
};

/** Examples of as many forms as a line of a small screen has room for. */
const hinted = forms
	.filter(({ isHinted }) => isHinted)
	.map(({ examples }) => examples[0])
	.join(' · ');

/** With both ends, also of what has a shorter name. */
function fullLabel(range: Range, timeZone: string): string {
	if (range.kind !== 'fixed') {
		return `${rangeLabel(range, timeZone)} ${timeZone}`;
	}

	const [from, to] = [range.fromMs, range.toMs].map(timeMs =>
		formatTime(timeMs, timeZone, 'full').slice(0, 16),
	);
	return `${from ?? ''} – ${to ?? ''} ${timeZone}`;
}

/** Ranges used before come first, then the presets, days, and where the records are. */
function choices(state: State): Choice[] {
	const { nowMs, times } = state;
	const timeZone = timeZoneOf(state);
	const labelOf = (range: Range) => rangeLabel(range, timeZone);
	const days = ['today', 'yesterday'].flatMap((label): Choice[] => {
		const outcome = parseRange(label, nowMs, timeZone);
		return outcome.ok ? [{ label, hint: '', range: outcome.range }] : [];
	});
	const newest = times === undefined ? undefined : upTo(times.newestMs);
	const fixed: Choice[] = [
		...presets.map(preset => ({ ...preset, hint: '' })),
		...days,
		...(newest === undefined
			? []
			: [{ label: labelOf(newest), hint: 'the newest records', range: newest }]),
	];
	const known = new Set([...fixed, { range: state.range }].map(({ range }) => labelOf(range)));
	const recent = state.rangeHistory
		.filter(range => !known.has(labelOf(range)))
		.slice(0, recentShownMax)
		.map(range => ({ label: labelOf(range), hint: 'recent', range }));
	return [...recent, ...fixed];
}

function choose(state: State, range: Range): Step {
	const others = state.rangeHistory.filter(one => JSON.stringify(one) !== JSON.stringify(range));
	const rangeHistory = [range, ...others].slice(0, rangeHistoryMax);
	return setRange({ ...closeMenu(state), rangeHistory }, range);
}
