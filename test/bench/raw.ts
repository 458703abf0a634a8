import { AnyCaseNeedle } from '../../store/index.ts';
import type { StoreSnapshot } from '../../store/index.ts';
import { eachTokenWith } from '../../source/query/frame/token-search.ts';
import { quantile } from './quantile.ts';
import { engineOn, openBenchReader, withSnapshot } from './store.ts';
import type { BenchStore } from './store.ts';

/** Records a CPU-second of what reads whole records; figures of one thread. */
export interface RawFigures {
	/** Every record as its compact text, as `export` reads them. */
	readonly texts: number;
	/** Every record as its delivered bytes, as `store rebuild` and bundles read them. */
	readonly delivered: number;
	/** `parse regex` over the whole record. */
	readonly parseRegex: number;
	/** A condition on the whole record. */
	readonly whereRaw: number;
	readonly substrings: readonly SubstringFigures[];
}

/** CPU-ms for a million records of a search for a text in all of a record, in any case. */
export interface SubstringFigures {
	readonly text: string;
	readonly hitCount: number;
	/** By a reader that has read nothing. */
	readonly coldMs: number;
	/** By another engine over the same reader, which knows the columns that the first one read. */
	readonly keptMs: number;
	/** The same text in each column, all of which are inflated: cold, and once they are in memory. */
	readonly inflatedColdMs: number;
	readonly inflatedKeptMs: number;
}

/** Words of few and of many records, one that is an address, and one so short that keys hold it. */
const searchedTexts = ['*security*', 'terraform', '"0.0.0.0/0"', 'accessdenied', '*root*'];
const substringRunCount = 3;

const recordsMax = 1_000_000;

/** Reads up to a million records of a store in each way. */
export async function benchRaw(store: BenchStore): Promise<RawFigures> {
	const { dir, toMs } = store;
	const substrings = await benchSubstrings(store);
	return withSnapshot(dir, async snapshot => {
		const segments = snapshot.segments.slice(-Math.ceil(recordsMax / 65_536));
		const fromMs = Math.min(...segments.map(segment => segment.minTimeMs));
		const recordCount = segments.reduce((sum, segment) => sum + segment.rowCount, 0);
		const engine = engineOn(snapshot);
		const query = async (text: string): Promise<void> => {
			const outcome = await engine.run({ text, fromMs, toMs, nowMs: toMs, timeZone: 'UTC' });
			if (!outcome.ok) {
				throw new Error(`${text} did not run: ${JSON.stringify(outcome)}`);
			}
		};

		const rate = async (read: () => unknown): Promise<number> => {
			const before = process.cpuUsage();
			await read();
			const { user, system } = process.cpuUsage(before);
			return recordCount / ((user + system) / 1e6);
		};

		const each = (read: (segment: (typeof segments)[number], row: number) => unknown) => () => {
			for (const segment of segments) {
				for (let row = 0; row < segment.rowCount; row++) {
					read(segment, row);
				}
			}
		};

		return {
			texts: await rate(each((segment, row) => segment.raw(row))),
			delivered: await rate(each((segment, row) => segment.delivered(row))),
			parseRegex: await rate(() =>
				query('* | parse regex field=_raw "(?<word>[a-z]+[0-9]{3,}x)" | count by word'),
			),
			whereRaw: await rate(() => query('* | where _raw matches "*sg-0000*" | count')),
			substrings,
		};
	});
}

/** Each text cold and kept, beside what it costs to inflate every column; medians of some runs. */
async function benchSubstrings({ dir, toMs }: BenchStore): Promise<SubstringFigures[]> {
	const figures: SubstringFigures[] = [];
	for (const text of searchedTexts) {
		const times = {
			cold: [] as number[],
			kept: [] as number[],
			all: [] as number[],
			more: [] as number[],
		};
		let hitCount = 0;
		for (let run = 0; run < substringRunCount; run++) {
			await withReader(dir, async snapshot => {
				const query = async (): Promise<void> => {
					const request = {
						text: `${text} | count`,
						fromMs: 0,
						toMs,
						nowMs: toMs,
						timeZone: 'UTC',
					};
					const outcome = await engineOn(snapshot).run(request);
					hitCount = outcome.ok ? Number(outcome.result.rows[0]?.[0]) : NaN;
				};

				times.cold.push(await msAMillion(snapshot, query));
				times.kept.push(await msAMillion(snapshot, query));
			});
			await withReader(dir, async snapshot => {
				const needle = new AnyCaseNeedle(text.replace(/[*"]/g, ''));
				const look = () => inflateAll(snapshot, needle);
				times.all.push(await msAMillion(snapshot, look));
				times.more.push(await msAMillion(snapshot, look));
			});
		}

		figures.push({
			text,
			hitCount,
			coldMs: quantile(times.cold, 0.5),
			keptMs: quantile(times.kept, 0.5),
			inflatedColdMs: quantile(times.all, 0.5),
			inflatedKeptMs: quantile(times.more, 0.5),
		});
	}

	return figures;
}

async function withReader(dir: string, read: (snapshot: StoreSnapshot) => Promise<void>) {
	const reader = await openBenchReader(dir);
	try {
		await read(reader.refresh());
	} finally {
		await reader.close();
	}
}

async function msAMillion({ segments }: StoreSnapshot, run: () => unknown): Promise<number> {
	const recordCount = segments.reduce((sum, segment) => sum + segment.rowCount, 0);
	const before = process.cpuUsage();
	await run();
	const { user, system } = process.cpuUsage(before);
	return ((user + system) / 1e3 / recordCount) * 1e6;
}

function inflateAll({ segments }: StoreSnapshot, needle: AnyCaseNeedle): number {
	let found = 0;
	for (const segment of segments) {
		for (const path of segment.paths()) {
			const column = segment.column(path);
			if (column?.tokens !== undefined) {
				eachTokenWith(column.tokens, column.valueCount, needle, () => (found += 1));
			}
		}
	}

	return found;
}
