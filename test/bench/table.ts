import type { FollowFigures } from './follow.ts';
import type { PeerFigures } from './peers.ts';
import { quantile } from './quantile.ts';
import type { BenchTiming } from './queries.ts';
import type { RawFigures } from './raw.ts';
import type { BenchStore } from './store.ts';
import type { UserFigures } from './users.ts';

/** One figure, ours beside that of another engine over the same records in the same run. */
export interface TableRow {
	readonly figure: string;
	readonly ours: number;
	readonly theirs?: number;
	/** How many times better ours is: higher is better for speed and for size. */
	readonly oursDividedByTheirs?: number;
}

const median = (times: readonly number[]): number => quantile(times, 0.5);

/** What the peers do with the same records. */
export function peerRows(
	store: BenchStore,
	own: readonly BenchTiming[],
	peers: readonly PeerFigures[],
): readonly TableRow[] {
	return peers.flatMap(peer => {
		const { name } = peer;
		const pairs = own.map((ours, at) => ({ ours, theirs: peer.queries[at] ?? ours }));
		return [
			faster(
				`ingest, records a CPU-second ÷ ${name}`,
				store.ingest.recordsPerCpuSecond,
				peer.recordsPerCpuSecond,
			),
			smaller(`bytes a record ÷ ${name}`, store.ingest.usedBytesPerRecord, peer.bytesPerRecord),
			...pairs.map(({ ours, theirs }) =>
				smaller(`${ours.name}, cold, ms ÷ ${name}`, median(ours.coldMs), median(theirs.coldMs)),
			),
			...pairs.map(({ ours, theirs }) =>
				smaller(`${ours.name}, fresh, ms ÷ ${name}`, median(ours.freshMs), median(theirs.freshMs)),
			),
			mean(`nine queries cold ÷ ${name}`, pairs, ({ coldMs }) => coldMs),
			mean(`nine queries fresh ÷ ${name}`, pairs, ({ freshMs }) => freshMs),
		];
	});
}

interface Pair {
	readonly ours: BenchTiming;
	readonly theirs: BenchTiming;
}

/** Geometric means over the nine queries, ms. */
function mean(
	figure: string,
	pairs: readonly Pair[],
	timesOf: (timing: BenchTiming) => readonly number[],
): TableRow {
	const of = (pick: (pair: Pair) => BenchTiming): number =>
		geometricMean(pairs.map(pair => median(timesOf(pick(pair)))));
	return smaller(
		figure,
		of(({ ours }) => ours),
		of(({ theirs }) => theirs),
	);
}

function faster(figure: string, ours: number, theirs: number): TableRow {
	return { figure, ours, theirs, oursDividedByTheirs: ours / theirs };
}

/** Where less is better, their figure stands above the line, so that higher is still better. */
function smaller(figure: string, ours: number, theirs: number): TableRow {
	return { figure, ours, theirs, oursDividedByTheirs: theirs / ours };
}

/** What reads whole records. */
export function rawRows(raw: RawFigures): readonly TableRow[] {
	return [
		{ figure: 'raw texts, records a CPU-second', ours: raw.texts },
		{ figure: 'delivered bytes, records a CPU-second', ours: raw.delivered },
		{ figure: 'parse regex over _raw, records a CPU-second', ours: raw.parseRegex },
		{ figure: 'where _raw matches, records a CPU-second', ours: raw.whereRaw },
		...raw.substrings.flatMap(({ text, coldMs, keptMs, inflatedColdMs, inflatedKeptMs }) => [
			smaller(`${text} cold, CPU-ms a million ÷ all inflated`, coldMs, inflatedColdMs),
			smaller(`${text} kept, CPU-ms a million ÷ all in memory`, keptMs, inflatedKeptMs),
		]),
	];
}

/** What a person waits for; there is nobody to compare with. */
export function userRows(
	users: UserFigures | undefined,
	follow: readonly FollowFigures[],
): readonly TableRow[] {
	const rows: TableRow[] = [];
	if (users !== undefined) {
		const { coldSwitchMs, warmSwitchMs, keyWhileLoadingMs } = users;
		rows.push(
			{ figure: 'exec → title, ms', ours: users.titleMs },
			{ figure: 'exec → first data, ms', ours: users.firstDataMs },
			{ figure: 'exec → all panels, ms', ours: users.allPanelsMs },
			{ figure: 'cold switch, median, ms', ours: coldSwitchMs.median },
			{ figure: 'cold switch, longest, ms', ours: coldSwitchMs.max },
			{ figure: 'warm switch, median, ms', ours: warmSwitchMs.median },
			{ figure: 'key → paint while loading, p50, ms', ours: keyWhileLoadingMs.p50 },
			{ figure: 'key → paint while loading, p99, ms', ours: keyWhileLoadingMs.p99 },
			{ figure: 'zoom, ms', ours: users.zoomMs },
			{ figure: 'half the range, ms', ours: users.halfRangeMs },
			{ figure: 'filter by a value, ms', ours: users.filterMs },
			{ figure: 'rows behind a cell, ms', ours: users.rowsMs },
			{ figure: 'idle, share of a core', ours: users.idleCpuShare },
			{ figure: 'RssAnon, all six dashboards seen, MB', ours: users.memoryBytes / 1e6 },
		);
	}

	for (const { recordsPerSecond, cpuShare, fileToPaintMs } of follow) {
		rows.push({
			figure: `following ${recordsPerSecond} a second, share of a core`,
			ours: cpuShare,
		});
		if (fileToPaintMs !== undefined) {
			rows.push({ figure: 'file → painted, p50, ms', ours: fileToPaintMs.p50 });
		}
	}

	return rows;
}

/** Lines of a table for people. */
export function tableText(rows: readonly TableRow[]): string {
	const number = (value: number | undefined): string =>
		value === undefined ? '' : String(Number(value.toPrecision(value >= 1_000 ? 6 : 4)));
	const cells = [
		['', 'ours', 'theirs', 'ours ÷ theirs, higher is better'],
		...rows.map(({ figure, ours, theirs, oursDividedByTheirs }) => [
			figure,
			number(ours),
			number(theirs),
			number(oursDividedByTheirs),
		]),
	];
	const widths = [0, 1, 2, 3].map(at => Math.max(...cells.map(row => (row[at] ?? '').length)));
	return cells
		.map(row =>
			row
				.map((cell, at) => cell.padEnd(widths[at] ?? 0))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}

function geometricMean(values: readonly number[]): number {
	return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
