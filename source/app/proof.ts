import type { AskKeys } from '../ingest/proof/key-ring.ts';
import type { Flaw } from '../ingest/proof/flaw.ts';
import type { ProofOptions } from '../ingest/proof/new-prover.ts';
import { sanitise } from '../text/sanitise.ts';
import type { Environment } from './environment.ts';
import { readKeyFiles } from './key-files.ts';
import { openTrailApi } from './open-trail-api.ts';
import { sourceKindOf } from './source/index.ts';
import type { TrailQuestion } from './source/source-kind.ts';

/**
 * How the digests of an environment are verified; undefined when they are not.
 *
 * @param alarmed - is told of each sign that something was changed or removed, in a sentence
 * @throws UsageError when a file of public keys cannot be read
 */
export async function proofOptionsOf(
	{ source, verify, publicKeys }: Environment,
	alarmed: (sentence: string) => void,
): Promise<ProofOptions | undefined> {
	if (source === undefined || verify === 'off') {
		return undefined;
	}

	const kind = sourceKindOf(source);
	const bucket = kind.bucketOf(source)?.bucket;
	return {
		files: await readKeyFiles(publicKeys),
		ask: askOf(kind.trailsOf(source)),
		// The name of an access point is not what digests call the bucket behind it.
		bucket: bucket?.startsWith('arn:') === true ? undefined : bucket,
		alarmed: flaw => alarmed(alarmWords(flaw)),
	};
}

/** `ALARM log-missing: AWSLogs/…: …`. */
export function alarmWords({ code, key, detail }: Flaw): string {
	return `ALARM ${code}: ${sanitise(key)}: ${sanitise(detail)}`;
}

/** Asks in the region of the digests, each time with a client of its own: a key lasts for days. */
function askOf(question: TrailQuestion | undefined): AskKeys | undefined {
	if (question === undefined) {
		return undefined;
	}

	return async (region, fromMs, toMs, signal) => {
		const { listPublicKeys } = await import('../ingest/trail-api/list-public-keys.ts');
		const api = await openTrailApi(question.access);
		try {
			return await listPublicKeys(api, region, fromMs, toMs, signal);
		} finally {
			await api.close();
		}
	};
}
