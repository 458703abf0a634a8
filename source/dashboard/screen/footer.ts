import { recordHits } from '../../panels/record.ts';
import { clipLine, lineText, span, spreadLine } from '../../panels/span.ts';
import type { Line, Role } from '../../panels/span.ts';
import type { Fault } from '../../query/value.ts';
import { formatPlural } from '../../text/number.ts';
import { sanitise } from '../../text/sanitise.ts';
import { cellWidth } from '../../text/width.ts';
import { keysOf } from '../action/index.ts';
import type { Signature } from '../input/completion.ts';
import type { QueryBar } from '../input/query-bar.ts';
import { contextOf } from '../state/context.ts';
import { doubtsOf } from '../state/doubts.ts';
import { areDigits, shownKeys } from '../state/key-words.ts';
import { focusedPanel } from '../state/panels-shown.ts';
import { entriesFor } from '../state/record.ts';
import { locationOf } from '../state/state.ts';
import type { State, Toast } from '../state/state.ts';
import { barLines } from './bar-lines.ts';
import { faultLine } from './doubts.ts';
import { queryColours } from './query-colour.ts';
import { storyLine } from './story.ts';
import { typedCount } from './stage-counts.ts';

/** The line above the keys: the query of what is shown, or the query bar. */
export function queryLine(state: State): Line {
	const cells = state.size.columns;

	if (state.bar !== undefined) {
		return barLines(state, state.bar).at(-1) ?? [];
	}

	const location = locationOf(state);

	if (location.kind === 'record') {
		const record = state.records[location.id];
		const entry = record === undefined ? undefined : entriesFor(record)[record.cursor];
		const hits = record === undefined ? [] : recordHits(entriesFor(record), record.search);
		const found = record?.search === '' ? '' : `${formatPlural(hits.length, 'hit')} `;
		return spreadLine(
			[span(' '), span(sanitise(entry?.path ?? ''), 'key')],
			[span(found, 'dim')],
			cells,
		);
	}

	if (location.kind === 'story') {
		return storyLine(state);
	}

	const focused = focusedPanel(state);
	const slot = focused === undefined ? undefined : state.slots[focused.key];
	const [doubt] = focused?.panel === undefined ? [] : doubtsOf(slot);
	const query: Line = [span(' / ', 'dim'), ...queryColours(slot?.text ?? '')];
	return spreadLine(
		doubt === undefined ? query : faultLine(doubt),
		[span(slot === undefined ? '' : factsOf(slot), 'dim'), span(' ')],
		cells,
	);
}

function factsOf(slot: NonNullable<State['slots'][string]>): string {
	const parts = [
		slot.note,
		slot.result === undefined ? '' : formatPlural(slot.result.rowCount, 'row'),
		slot.running && slot.streams ? 'running … esc stops' : '',
		slot.result === undefined || slot.elapsedMs <= 0
			? ''
			: `${Math.max(1, Math.round(slot.elapsedMs))} ms`,
		(slot.result?.warnings.length ?? 0) > 0 ? '! see i' : '',
	];
	return parts.filter(Boolean).join(' · ');
}

const toastRoles: Readonly<Record<Toast['level'], Role>> = {
	quiet: 'dim',
	info: 'accent',
	warn: 'warn',
	bad: 'bad',
};

const jumpHints: Line = [
	span(' a letter', 'accent'),
	span(' goes to its panel', 'dim'),
	span('  any other key', 'accent'),
	span(' stays here', 'dim'),
];

const hintGap = '  ';
/** In less room there is no key beside a fault. In cells. */
const keysMin = 12;

/** What is wrong or doubtful in the typed query; else the newest message; else the keys of this context. */
export function footerLine(state: State): Line {
	const toast = state.toasts.at(-1);
	const fault = state.bar === undefined ? undefined : toldOf(state.bar);

	if (state.overlay?.kind === 'jump') {
		return clipLine(jumpHints, state.size.columns);
	}

	const signature = state.bar?.signature;
	// What is expected at the cursor is said by how the call is written.
	const isAwaited = signature !== undefined && state.bar !== undefined && isAhead(state.bar, fault);

	if (fault !== undefined && !isAwaited && toast?.isAnswer !== true) {
		return faultAndKeys(state, fault);
	}

	if (toast !== undefined) {
		return [span(' '), span(sanitise(toast.text), toastRoles[toast.level])];
	}

	if (signature !== undefined) {
		return signatureLine(signature, state.size.columns);
	}

	const hints = hintsOf(state);
	const count = typedCount(state);
	// As far from the keys as they are from each other, or it reads like one of them.
	const taken = count === '' ? 0 : hintGap.length + cellWidth(count) + 1;
	const room = state.size.columns - taken;
	return spreadLine(
		hintLine(hints, room),
		count === '' ? [] : [span(count, 'dim'), span(' ')],
		state.size.columns,
	);
}

function hintsOf(state: State): readonly Hint[] {
	const context = contextOf(state);
	return keysOf(state).actions.flatMap(({ contexts, keys, footer }) => {
		const isHere = contexts.includes(context);
		const text = isHere && typeof footer === 'function' ? footer(state) : footer;
		return isHere && typeof text === 'string' ? [{ key: hintLabel(state, keys), text }] : [];
	});
}

/** What is wrong, and to its right as many keys as there is room for. The key that repairs it is never cut off. */
function faultAndKeys(state: State, fault: Fault): Line {
	const { columns } = state.size;
	const line = faultLine(fault, columns);
	const room = columns - cellWidth(lineText(line)) - 2 * hintGap.length;
	const keys = room < keysMin ? [] : hintLine(hintsOf(state), room);
	return keys.length === 0 ? line : spreadLine(line, [...keys, span(' ')], columns);
}

/** Whether a fault is that something is missing yet: behind the cursor, or in the call around it. */
function isAhead({ text, cursor }: QueryBar, fault: Fault | undefined): boolean {
	const { start, end } = fault?.span ?? { start: 0, end: 0 };
	const isOfCall = /^\w+\s*\(/.test(text.slice(start, end)) && start < cursor && cursor < end;
	return start >= cursor || isOfCall;
}

/** How a call is written, with the argument that is typed. */
function signatureLine({ syntax, help, argument }: Signature, columns: number): Line {
	const open = syntax.indexOf('(') + 1;
	const close = syntax.indexOf(')', open);
	const written = close < 0 ? [] : syntax.slice(open, close).split(',');
	// The last one may come again and again.
	const current = Math.min(argument, written.length - 1);
	const line: Line = [
		span(` ${syntax.slice(0, open)}`, 'key'),
		...written.flatMap((text, index) => [
			span(index === 0 ? '' : ',', 'key'),
			span(text, index === current ? 'strong' : 'key'),
		]),
		span(close < 0 ? syntax.slice(open) : syntax.slice(close), 'key'),
		span(`  ${help}`, 'dim'),
	];
	return spreadLine(line, [], columns);
}

/** A fault before a warning, and one that a key repairs before others. */
function toldOf({ faults, cursor, completions }: QueryBar): Fault | undefined {
	// A word that is being completed is not finished, so it is not wrong yet.
	const isCompleted = completions.some(({ start }) => start < cursor);
	const isUnfinished = (fault: Fault) => isCompleted && fault.span.end === cursor;
	return (
		faults.find(fault => fault.severity === 'fault' && fault.repair !== undefined) ??
		faults.find(fault => fault.severity === 'fault') ??
		faults.find(fault => fault.repair !== undefined) ??
		faults.find(fault => !isUnfinished(fault))
	);
}

interface Hint {
	readonly key: string;
	readonly text: string;
}

/** As many hints as fit. The hint to the help is always shown. */
function hintLine(hints: readonly Hint[], columns: number): Line {
	const widthOf = ({ key, text }: Hint) => cellWidth(key) + 1 + cellWidth(text) + hintGap.length;
	const help = hints.find(hint => hint.text === 'help');
	let left = columns - 1 + hintGap.length - (help === undefined ? 0 : widthOf(help));
	const shown = hints.filter(hint => {
		const width = hint === help ? 0 : widthOf(hint);
		const fits = width <= left;
		left -= fits ? width : 0;
		return fits;
	});
	return shown.flatMap(({ key, text }, index) => [
		span(index === 0 ? ' ' : hintGap),
		span(key, 'accent'),
		span(` ${text}`, 'dim'),
	]);
}

function hintLabel(state: State, keys: readonly string[]): string {
	return shownKeys(state, areDigits(keys) ? keys : keys.slice(0, 1));
}
