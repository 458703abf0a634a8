import { quoteName } from '../../query/syntax/escape.ts';
import { parse } from '../../query/language/parse.ts';

/** The reference uses ten buckets. With 50, one unusual bucket no longer moves the band. */
const robustWindow = 50;
/** A smaller count is never an outlier, whatever came before. */
const countMin = 5;

/**
 * A query that finds outliers by a more robust rule than the reference's: a longer window, a band
 * never narrower than chance alone (the root of the mean, at least 1), and no violation below
 * `countMin` events. The rule is written in the query's text, so that the user can read and change
 * it. An `outlier` stage that names a window is not changed.
 */
export function robustOutliers(text: string): string {
	const { stages } = parse(text).query;
	let result = text;

	for (const stage of stages.toReversed()) {
		if (stage.kind !== 'outlier' || stage.by.length > 0) {
			continue;
		}

		const { start, end } = stage.span;
		const written = text.slice(start, end).trimEnd();

		if (!/\bwindow\b/i.test(written)) {
			const floor = floorStages(stage.field.name, stage.threshold);
			result = `${result.slice(0, start)}${written} window=${robustWindow}\n${floor}\n${result.slice(end).trimStart()}`;
		}
	}

	return result.trimEnd();
}

function floorStages(field: string, threshold: number): string {
	const name = (suffix: string) => quoteName(`${field}${suffix}`);
	const count = quoteName(field);
	return [
		`${count} - ${name('_error')} as _mean`,
		`max(${name('_upper')} - _mean, max(${threshold} * sqrt(abs(_mean)), ${threshold})) as _reach`,
		`_mean + _reach as ${name('_upper')}`,
		`_mean - _reach as ${name('_lower')}`,
		`if(${name('_violation')} = 1 and abs(${name('_error')}) > _reach and max(${count}, _mean) >= ${countMin}, 1, 0) as ${name('_violation')}`,
		'fields - _mean, _reach',
	]
		.map(stage => `| ${stage}`)
		.join('\n');
}
