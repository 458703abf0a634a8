import { span } from '../../panels/span.ts';
import type { Line, Role, Span } from '../../panels/span.ts';
import { formatNumber } from '../../text/number.ts';
import { findingMarksMax, toldSeverities } from '../state/findings.ts';
import { currentRange } from '../state/panels-shown.ts';
import type { State } from '../state/state.ts';

const roles: Readonly<Record<(typeof toldSeverities)[number], Role>> = {
	critical: 'severity-critical',
	high: 'severity-high',
};

/**
 * `▲ 2 critical · 5 high`: the open findings of the range. Nothing when there are none, or nobody has looked for any; that
 * rows are still looked at, as long as they are.
 *
 * @param short - the numbers alone
 */
export function findingSpans(state: State, short: boolean): Line {
	const { findings } = state;
	if (findings === undefined) {
		return [];
	}

	const told = openCounts(state);
	const hunt = huntSpans(state, short);
	if (told.length === 0) {
		return hunt;
	}

	const isNew = state.nowMs < state.findingNewUntilMs;
	const more = findings.open.length >= findingMarksMax ? '+' : '';
	return [
		mark(span(short ? '▲' : '▲ ', told[0] === undefined ? 'dim' : roles[told[0].severity]), isNew),
		...told.flatMap(({ severity, count }, index): Span[] => [
			span(index === 0 ? '' : short ? '·' : ' · ', 'dim'),
			mark(
				span(`${formatNumber(count)}${more}${short ? '' : ` ${severity}`}`, roles[severity]),
				isNew,
			),
		]),
		...(hunt.length > 0
			? [span(short ? ' ' : ' · ', 'dim'), ...hunt]
			: [span(short ? ' ' : '   ')]),
	];
}

/** `4 critical`, `21 high`: the open findings of the range, the worst first; empty for none. */
export function findingCounts(state: State): readonly Span[] {
	const more = (state.findings?.open.length ?? 0) >= findingMarksMax ? '+' : '';
	return openCounts(state).map(({ severity, count }) =>
		span(`${formatNumber(count)}${more} ${severity}`, roles[severity]),
	);
}

function openCounts(state: State) {
	const { fromMs, toMs } = currentRange(state);
	return toldSeverities
		.map(severity => ({
			severity,
			count: (state.findings?.open ?? []).filter(
				({ severity: own, lastMs }) => own === severity && lastMs >= fromMs && lastMs < toMs,
			).length,
		}))
		.filter(({ count }) => count > 0);
}

/** While rows are still looked at for findings, the numbers may be too small: `looking 3/12`. */
function huntSpans({ findings }: State, short: boolean): Line {
	const hunt = findings?.hunt;
	if (hunt === undefined) {
		return [];
	}

	const share = `${formatNumber(hunt.doneCount)}/${formatNumber(hunt.segmentCount)}`;
	return [span(short ? `◐${share} ` : `◐ looking ${share}   `, 'dim')];
}

function mark(part: Span, isNew: boolean): Span {
	return isNew ? { ...part, selected: true } : part;
}
