import { readDuration } from '../read-parts.ts';
import type { Reader } from '../../syntax/reader.ts';
import type { Pipelines } from '../stage-spec.ts';
import type { StageContext } from '../stage-context.ts';
import { durationText } from '../stage-text.ts';

/** How far a stage looks back before the range. */
export interface Within {
	readonly ms: number;
	/** As written: `30d`. */
	readonly label: string;
}

/** ` within 30d`; undefined when it is not written. */
export function readWithin(reader: Reader): Within | undefined {
	return reader.takeWord('within') === undefined ? undefined : readDuration(reader);
}

export function withinText(within: Within | undefined): string {
	return within === undefined ? '' : ` within ${within.label}`;
}

/** Where the past of a stage begins, in ms since the epoch; without `within` with the store. */
export function pastStartMs(
	within: Within | undefined,
	{ fromMs }: StageContext,
	{ storeStartMs }: Pipelines,
): number {
	return within === undefined ? Math.min(storeStartMs, fromMs) : fromMs - within.ms;
}

/** A shorter past tells little of what is usual, and without `within` nothing else says how long it is. */
const usual: Within = { ms: 7 * 86_400_000, label: '7d' };

const roughUnits = [86_400_000, 3_600_000, 60_000] as const;

/** `2d` of two days and some hours. */
function roughText(ms: number): string {
	const unit = roughUnits.find(size => ms >= size) ?? 1000;
	return durationText(Math.floor(ms / unit) * unit);
}

/** Warns when the store has less of the past than the stage looks back. */
export function tellShortPast(
	name: string,
	within: Within | undefined,
	context: Pick<StageContext, 'fromMs' | 'warn'>,
	{ storeStartMs }: Pipelines,
	consequence = 'what is usual may seem new',
): void {
	const wanted = within ?? usual;
	const hasMs = Math.max(0, context.fromMs - storeStartMs);
	if (hasMs < wanted.ms) {
		const of = within === undefined ? '' : ` of ${within.label}`;
		const has = hasMs === 0 ? 'nothing' : `only ${roughText(hasMs)}${of}`;
		context.warn(`${name}: the store has ${has} before the range, so ${consequence}`);
	}
}
