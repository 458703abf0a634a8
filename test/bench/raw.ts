import { engineOn, withSnapshot } from './store.ts';
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
}

const recordsMax = 1_000_000;

/** Reads up to a million records of a store in each way. */
export function benchRaw({ dir, toMs }: BenchStore): Promise<RawFigures> {
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
		};
	});
}
