import { formatShort } from '../text/number.ts';
import { dayMs, hourMs } from '../text/duration.ts';
import { formatTime, zoneOffsetMs } from '../text/time.ts';
import { levelOf } from './plot.ts';
import { span } from './span.ts';
import type { Line } from './span.ts';
import type { TimeSpan } from './model.ts';

/** The smallest round number that is not below the value; at least 1. */
export function niceCeiling(value: number): number {
	if (!(value > 1)) {
		return 1;
	}

	const power = 10 ** Math.floor(Math.log10(value));

	// Below ten, an axis of whole counts has no fractions.
	const factors = power >= 10 ? roundFactors : wholeFactors;

	for (const factor of factors) {
		if (factor * power >= value) {
			return factor * power;
		}
	}

	return 10 * power;
}

const wholeFactors = [1, 2, 3, 4, 5, 6, 8, 10];
const roundFactors = [1, 1.2, 1.4, 1.6, 1.8, 2, 2.4, 3, 3.6, 4, 5, 6, 8, 10];

/** Cells that the labels of an axis from 0 to `top` need. */
export function axisWidth(top: number): number {
	return Math.max(formatShort(top).length, formatShort(top / 2).length, 1);
}

/**
 * Labels of `height` rows from the top row down; most are empty. From six rows on there are three at least, and the higher
 * the chart, the more; whole counts up to 1 have two.
 */
export function axisLabels(top: number, height: number): string[] {
	const labels = Array.from({ length: height }, () => '');
	const bottom = height - 1;
	const parts = partsOf(top, bottom);

	for (let part = 0; part <= parts; part++) {
		const value = (top * part) / parts;
		labels[bottom - levelOf(value, top, bottom)] = formatShort(value);
	}

	return labels;
}

const partsMost = 5;
const rowsBetween = 3;

/** Into how many parts the labels divide an axis. */
function partsOf(top: number, bottom: number): number {
	// On few rows a label that is half a row off would mislead.
	if (bottom < 5) {
		return bottom === 4 && Number.isInteger(top / 2) ? 2 : 1;
	}

	const most = Math.max(2, Math.min(partsMost, Math.floor(bottom / rowsBetween)));
	for (let parts = most; parts >= 2; parts--) {
		if (isRound(top, parts) && fits(top, parts)) {
			return parts;
		}
	}

	// A number such as 3 or 5 has no half.
	return [2, 3, 5].find(parts => Number.isInteger(top / parts)) ?? 1;
}

/** Steps that people count in, and as many zeros as there are. With five parts four would be rounder than others. */
const steps = [1, 2, 2.5, 3, 4, 5, 6, 8];
const stepsOfMost = [1, 2];

function isRound(top: number, parts: number): boolean {
	const step = top / parts;
	const digits = step / 10 ** Math.floor(Math.log10(step));
	const round = parts === partsMost ? stepsOfMost : steps;
	return (
		Number.isInteger(step) && (parts === 2 || round.some(one => Math.abs(digits - one) < 1e-9))
	);
}

/** No label needs more cells than the axis has. */
function fits(top: number, parts: number): boolean {
	return Array.from({ length: parts }, (_, part) => (top * part) / parts).every(
		value => formatShort(value).length <= axisWidth(top),
	);
}

const timeSteps = [
	60_000,
	300_000,
	600_000,
	900_000,
	1_800_000,
	hourMs,
	2 * hourMs,
	3 * hourMs,
	6 * hourMs,
	12 * hourMs,
	dayMs,
	2 * dayMs,
	7 * dayMs,
	14 * dayMs,
	28 * dayMs,
];
const labelGapCells = 4;

/** The line under a chart: clock times at round moments. */
export function timeAxis(range: TimeSpan, cells: number, timeZone: string): Line {
	const lengthMs = range.toMs - range.fromMs;
	const form = lengthMs > 3 * dayMs ? 'day' : 'minute';
	const labelCells = form === 'day' ? 6 : 5;
	const fitting = Math.max(1, Math.floor(cells / (labelCells + labelGapCells)));
	const stepMs = timeSteps.find(step => lengthMs / step <= fitting) ?? lengthMs;
	const offsetMs = zoneOffsetMs(range.fromMs, timeZone);
	let text = '';

	for (
		let tickMs = Math.ceil((range.fromMs + offsetMs) / stepMs) * stepMs - offsetMs;
		tickMs < range.toMs;
		tickMs += stepMs
	) {
		const cell = Math.round(((tickMs - range.fromMs) / lengthMs) * cells);

		if (cell + labelCells <= cells && cell >= text.length + (text === '' ? 0 : 1)) {
			text = text.padEnd(cell) + formatTime(tickMs, timeZone, form);
		}
	}

	return [span(text.padEnd(cells), 'axis')];
}
