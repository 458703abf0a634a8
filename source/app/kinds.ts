import { distance } from 'fastest-levenshtein';
import { defaultLogKinds, isLogKind, logKindNames } from '../trail/log-kinds.ts';
import type { LogKind } from '../trail/log-kinds.ts';
import { UsageError } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import type { FetchLimits } from './environment.ts';

/** A known kind is suggested when its edit distance is at most this. */
const suggestionDistanceMax = 3;

/** The kinds of logs that are fetched of a source. */
export function kindsOf({ kinds }: FetchLimits): readonly LogKind[] {
	return kinds ?? defaultLogKinds;
}

/**
 * The kinds to fetch: those of `--kinds`, else those of the configuration.
 *
 * @param configured - undefined: the configuration names none
 * @param isAsked - whether the flags say what is fetched; a store that others read, too, is filled
 *   as the configuration says
 * @throws UsageError
 */
export function readKinds(
	{ strings }: Arguments,
	configured: readonly LogKind[] | undefined,
	isAsked: boolean,
): Pick<FetchLimits, 'kinds'> {
	const text = strings['kinds'];
	if (text !== undefined && !isAsked) {
		throw new UsageError(
			'--kinds says what is fetched, by `ingest` or with --from; for an environment write `kinds:` into the configuration',
		);
	}

	const kinds = text === undefined ? configured : text.split(',').map(word => kindIn(word.trim()));
	return kinds === undefined ? {} : { kinds };
}

function kindIn(word: string): LogKind {
	if (isLogKind(word)) {
		return word;
	}

	const [nearest] = [...logKindNames].sort((a, b) => distance(word, a) - distance(word, b));
	const guess =
		nearest !== undefined && distance(word, nearest) <= suggestionDistanceMax
			? `; did you mean "${nearest}"?`
			: '';
	throw new UsageError(
		`--kinds takes some of ${logKindNames.join(', ')}, with commas between; found "${word}"${guess}`,
	);
}
