import type { RejectedSpan } from './found-records.ts';
import { nestingMax } from './json-scanner.ts';
import type { JsonScanner } from './json-scanner.ts';

const rejectedMax = 100;

export type Why = Pick<RejectedSpan, 'reason' | 'cause'>;

export const cutShort = { reason: 'is cut short', cause: 'cut' } as const;
export const cutOrBroken = { reason: 'is cut short or no JSON', cause: 'cut' } as const;

/** What was no record; the first are kept, and all are counted. */
export class Rejections {
	readonly spans: RejectedSpan[] = [];
	count = 0;

	add(span: RejectedSpan): void {
		this.count++;
		if (this.spans.length < rejectedMax) {
			this.spans.push(span);
		}
	}
}

/** Why a container is rejected that a scanner has looked at. */
export function whyInvalid({ isTooDeep }: Pick<JsonScanner, 'isTooDeep'>, invalidAt: number): Why {
	if (isTooDeep) {
		const reason = `is nested deeper than the ${nestingMax} levels that are read`;
		return { reason, cause: 'deep' };
	}

	const reason = invalidAt < 0 ? 'is no JSON' : `is no JSON at byte ${invalidAt}`;
	return { reason, cause: 'broken' };
}
