import { openReader } from '../../store/index.ts';
import type { StoreReader } from '../../store/index.ts';
import { aheadQueries } from '../app/ahead/ahead-queries.ts';
import { countAhead, Counted } from '../app/ahead/count-ahead.ts';
import type { CountedAhead } from '../app/ahead/count-ahead.ts';
import { formatOf } from '../app/arguments.ts';
import type { Arguments } from '../app/arguments.ts';
import { loadLayouts } from '../app/layouts.ts';
import { openPartialStore } from '../app/partial-store.ts';
import type { OpenPartialStore } from '../app/partial-store.ts';
import { exitCode } from '../app/ports.ts';
import type { CommandPorts } from '../app/ports.ts';
import type { Prepared } from '../app/prepare.ts';
import { openEngine } from '../app/query-session.ts';
import { recordTimes } from '../app/workers/record-times.ts';
import { formatNumber } from '../text/number.ts';
import { sanitise } from '../text/sanitise.ts';
import { recordSchema } from '../trail/schema.ts';

/** Counts what the dashboards ask before anybody looks, so that the first look finds it. */
export async function warmCommand(
	prepared: Prepared,
	dir: string,
	args: Arguments,
	ports: CommandPorts,
): Promise<number> {
	const format = formatOf(args, ['text', 'json']);
	const reader = await openReader({ dir, schema: recordSchema });
	const partials = openPartialStore(dir);
	try {
		if (partials === undefined) {
			ports.err(
				`trailtop: nothing can be kept in ${sanitise(dir)}: it cannot be written; run the built program, as whoever fills the store\n`,
			);
			return exitCode.error;
		}

		const counted = await warmed(prepared, reader, partials, ports);
		await ports.out(format === 'json' ? `${JSON.stringify(counted)}\n` : words(counted));
		for (const fault of counted.faults) {
			ports.err(`trailtop: a panel cannot be counted: ${sanitise(fault)}\n`);
		}

		return ports.signal.aborted
			? exitCode.interrupted
			: counted.doneCount < counted.queryCount
				? exitCode.incomplete
				: exitCode.rows;
	} finally {
		await partials?.close();
		await reader.close();
	}
}

async function warmed(
	{ environment, paths, intel, memory, timeZone }: Prepared,
	reader: StoreReader,
	partials: OpenPartialStore,
	ports: CommandPorts,
): Promise<CountedAhead> {
	const { layouts, faults } = await loadLayouts(paths.configDir, environment.administrators);
	for (const fault of faults) {
		ports.err(`trailtop: ${fault}\n`);
	}

	// Anew for each query: what retention drops meanwhile can be read for a minute only.
	const snapshot = () => {
		const now = reader.refresh();
		partials.follow(now.segments);
		return now;
	};

	const times = recordTimes(snapshot());
	// Of a trail that ended long ago, its last days are what is looked at.
	const toMs = (times?.newestMs ?? ports.nowMs()) + 1;
	const oldestMs = times?.oldestMs ?? toMs;
	const queries = aheadQueries({ layouts, scope: environment.scope, oldestMs, toMs });
	const counted = new Counted(partials);
	const engine = await openEngine(intel, snapshot, ports, memory, counted);
	const done = await countAhead(queries, engine, counted, {
		// The console begins in UTC; commands, and whoever presses its key, have the zone of the configuration.
		timeZones: [...new Set(['UTC', timeZone])],
		signal: ports.signal,
		progress: count =>
			ports.rewriteLine(`${formatNumber(count)} of ${formatNumber(queries.length)} queries`),
	});
	ports.err(ports.errIsTty ? '\n' : '');
	return done;
}

function words({ queryCount, doneCount, foundCount, madeCount, isFull }: CountedAhead): string {
	const all = `${formatNumber(doneCount)} of ${formatNumber(queryCount)} queries of the dashboards counted ahead: ${formatNumber(madeCount)} answers of segments made, ${formatNumber(foundCount)} were there`;
	return `${all}${isFull ? '; no more can be kept, so the others are counted when somebody looks' : ''}\n`;
}
