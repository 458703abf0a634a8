import { askForTrails, trailAccessOf } from '../../app/open-trail-api.ts';
import type { Arguments } from '../../app/arguments.ts';
import type { CommandPorts } from '../../app/ports.ts';
import { SourceError } from '../../ingest/source.ts';
import type { Trail } from '../../ingest/trail-api/trail.ts';
import { formatNumber } from '../../text/number.ts';
import type { OfferedTrail } from './answers.ts';

/** In ms, for all calls together. */
const askingMsMax = 30_000;
/** Trails that a person chooses from; an account has five a region. */
export const offeredMax = 20;

/**
 * Asks CloudTrail which trails log the account, and lists them on stderr. When the call is denied or
 * there is none, one sentence says so.
 */
export async function offerTrails(
	args: Arguments,
	ports: Pick<CommandPorts, 'err' | 'signal'>,
): Promise<readonly OfferedTrail[]> {
	try {
		const { trails } = await askForTrails(trailAccessOf(args), askingMsMax, ports.signal);
		if (trails.length === 0) {
			ports.err('trailtop: CloudTrail knows no trail of this account; name its bucket by hand\n');
		}

		return await listed(trails, ports);
	} catch (error) {
		if (!(error instanceof SourceError)) {
			throw error;
		}

		const why = `${error.message}; ${error.next}`;
		ports.err(`trailtop: the trails were not found by asking: ${why}; name the bucket by hand\n`);
		return [];
	}
}

async function listed(
	trails: readonly Trail[],
	ports: Pick<CommandPorts, 'err'>,
): Promise<readonly OfferedTrail[]> {
	const { trailAddress, trailWords } = await import('../../ingest/trail-api/trail-words.ts');
	for (const [index, trail] of trails.slice(0, offeredMax).entries()) {
		ports.err(`${String(index + 1).padStart(3)}  ${trailWords(trail)}\n`);
	}

	if (trails.length > offeredMax) {
		ports.err(`     and ${formatNumber(trails.length - offeredMax)} more\n`);
	}

	return trails.slice(0, offeredMax).map(trail => ({
		address: trailAddress(trail),
		prefix: trail.prefix,
		homeRegion: trail.homeRegion,
		hasDigests: trail.hasDigests,
	}));
}
