import type { Event } from '../../dashboard/state/event.ts';
import type { OutputSpec } from '../../findings/outputs/output.ts';
import { isAtLeast } from '../../findings/rule.ts';
import type { FindingMark } from '../findings/findings-view.ts';

/** Notifications for one change; of more findings the last one says how many there are. */
const textsMax = 3;

/**
 * How a console tells of new findings, by those of its outputs that ring.
 *
 * @param fresh - the worst first
 * @returns undefined when nothing is to be heard or seen
 */
export function ringFor(
	outputs: readonly OutputSpec[],
	fresh: readonly FindingMark[],
): Extract<Event, { readonly kind: 'ring' }> | undefined {
	const of = (kind: 'bell' | 'osc') =>
		fresh.filter(({ severity, rule }) =>
			outputs.some(
				({ target, minSeverity, rules }) =>
					target.kind === kind &&
					isAtLeast(severity, minSeverity) &&
					(rules.length === 0 || rules.includes(rule)),
			),
		);
	const shown = of('osc');
	const isBell = of('bell').length > 0;
	if (shown.length === 0 && !isBell) {
		return undefined;
	}

	const texts = shown
		.slice(0, textsMax)
		.map(({ severity, title, principal }) => `${severity}: ${title} · ${principal}`);
	const more = shown.length - texts.length;
	return {
		kind: 'ring',
		isBell,
		texts: more > 0 ? [...texts, `and ${more} more findings`] : texts,
	};
}
