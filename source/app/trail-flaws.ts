import { SourceError } from '../ingest/source.ts';
import type { Flaw } from '../ingest/trail-api/flaws.ts';
import { sanitise } from '../text/sanitise.ts';
import { askForTrails } from './open-trail-api.ts';
import type { TrailQuestion } from './source/source-kind.ts';

/** In ms, for all calls together. */
const askingMsMax = 60_000;

/**
 * What the trails of a source do not log. When CloudTrail may not be asked, that is the one flaw.
 *
 * @param nowMs - ms since the epoch
 */
export async function trailFlaws(
	{ access, bucket }: TrailQuestion,
	nowMs: number,
	signal: AbortSignal,
): Promise<readonly Flaw[]> {
	const { flawsOf } = await import('../ingest/trail-api/flaws.ts');
	try {
		const { trails, leftCount } = await askForTrails(access, askingMsMax, signal);
		const ours = trails.filter(trail => trail.bucket === bucket);
		return ours.length > 0 ? flawsOf({ trails: ours, leftCount }, nowMs) : [unknown(bucket)];
	} catch (error) {
		if (!(error instanceof SourceError)) {
			throw error;
		}

		const found = `what is not logged is not known: ${error.message}`;
		return [{ id: 'not asked', name: 'trails', state: 'odd', found, next: error.next }];
	}
}

function unknown(bucket: string): Flaw {
	return {
		id: 'unknown',
		name: 'trails',
		state: 'odd',
		found: `this account knows no trail that delivers to ${sanitise(bucket)}, so what is not logged is not known`,
		next: 'ask with a --profile of the account whose trail it is',
	};
}
