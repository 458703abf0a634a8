import { UsageError } from '../app/arguments.ts';
import type { Environment } from '../app/environment.ts';
import { leftWords } from '../app/keep-scrubbed.ts';
import { exitCode } from '../app/ports.ts';
import type { CommandPorts } from '../app/ports.ts';
import { Scrub } from '../app/scrub.ts';
import { scrubWords } from '../app/scrub-words.ts';
import { withTailer } from '../app/with-tailer.ts';
import { formatNumber, formatPlural } from '../text/number.ts';

/**
 * Reads a store through, and fetches again the records of segments that are damaged. The store must
 * have no other writer.
 *
 * @returns 0: everything proves, or came back · 4: records stay aside
 */
export async function scrubCommand(
	environment: Environment,
	dir: string,
	ports: CommandPorts,
): Promise<number> {
	if (environment.source === undefined) {
		throw new UsageError(
			'store scrub fetches again what is damaged: --from SOURCE, or an environment; `trailtop store check` only reads',
		);
	}

	const wish = { sinceMs: 0 };
	return await withTailer(environment, dir, wish, ports, async (tailer, writer) => {
		const scrub = new Scrub(writer, ports.nowMs);
		const segmentCount = writer.proof.segments().length;
		let progress = scrub.begin();
		while (progress.endedMs === undefined && !ports.signal.aborted) {
			progress = await scrub.step(progress);
			ports.rewriteLine(
				`${formatNumber(progress.checkedCount)} of ${formatNumber(segmentCount)} segments`,
			);
			await ports.pause();
		}

		ports.err(ports.errIsTty ? '\n' : '');
		const before = writer.counts().recordCount;
		const isAnyAside = writer.proof.aside().length > 0;
		const objectCount = isAnyAside ? await tailer.retryDamaged(ports.signal) : 0;
		const came = writer.counts().recordCount - before;
		const left = scrub.settle();
		const back = isAnyAside
			? `; ${formatPlural(objectCount, 'object')} fetched again, which brought ${formatPlural(came, 'record')}`
			: '';
		await ports.out(`${scrubWords(progress)}${back}\n`);
		if (left > 0) {
			ports.err(`trailtop: ${leftWords(left)}\n`);
		}

		return left > 0 ? exitCode.incomplete : exitCode.rows;
	});
}
