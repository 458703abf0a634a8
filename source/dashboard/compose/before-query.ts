import type { Past, TimeSpan } from '../../panels/model.ts';
import { parse } from '../../query/language/parse.ts';
import { specOf } from '../../query/stage/index.ts';
import { lengthLabel } from '../../text/duration.ts';

/** A panel's query for the period before. */
export interface BeforeQuery {
	readonly text: string;
	readonly cuts: Past['cuts'];
}

const suffix = '~before';

/** The slot of a panel's result for the period before. */
export function beforeKey(key: string): string {
	return `${key}${suffix}`;
}

export function isBeforeKey(key: string): boolean {
	return key.endsWith(suffix);
}

/** The period of the same length that ends where the given one starts. */
export function beforeSpan({ fromMs, toMs }: TimeSpan): TimeSpan {
	return { fromMs: fromMs - (toMs - fromMs), toMs: fromMs };
}

/** `vs 24h before`. */
export function beforeLabel({ fromMs, toMs }: TimeSpan): string {
	return `vs ${lengthLabel(toMs - fromMs)} before`;
}

/**
 * The query to run over the period before; undefined for a list of records, which has no number to
 * compare. A limit at the end is removed: an entry of the present list may have been beyond the
 * limit before.
 */
export function beforeQuery(text: string): BeforeQuery | undefined {
	const { stages } = parse(text).query;
	const aggregate = stages.findLastIndex(({ kind }) => kind === 'aggregate');

	if (aggregate < 0) {
		return undefined;
	}

	// The first entry of a result's stages is the search.
	const now = stages.flatMap((stage, index) =>
		index > aggregate && specOf(stage).drill.dropsRows ? [index + 1] : [],
	);
	const last = stages.at(-1);
	return last?.kind === 'limit'
		? {
				text: text.slice(0, last.span.start).replace(/\s*\|\s*$/, ''),
				cuts: { now, before: now.slice(0, -1) },
			}
		: { text, cuts: { now, before: now } };
}
