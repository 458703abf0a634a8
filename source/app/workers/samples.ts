import type { StoreSnapshot } from '../../../store/index.ts';
import type { Engine } from '../../query/port.ts';

export interface FieldCount {
	readonly name: string;
	readonly count: number;
}

export interface ValueCount {
	readonly value: string;
	readonly count: number;
}

/** Fields that completion offers; the rarest ones beyond this are left out. */
const fieldsMax = 2_000;
/** Number of newest segments in which fields are counted. */
const sampledSegmentsMax = 8;
const valuesMax = 200;

/** Fields of the newest segments with the number of records that have them, most frequent first. */
export function fieldCounts(snapshot: StoreSnapshot): readonly FieldCount[] {
	const counts = new Map<string, number>();
	for (const segment of snapshot.segments.slice(-sampledSegmentsMax)) {
		const shapeRows = new Uint32Array(segment.shapes().length);
		for (const shapeId of segment.shapeIds()) {
			shapeRows[shapeId] = (shapeRows[shapeId] ?? 0) + 1;
		}

		for (const [index, shape] of segment.shapes().entries()) {
			for (const path of namesOf(shape.leafPaths)) {
				counts.set(path, (counts.get(path) ?? 0) + (shapeRows[index] ?? 0));
			}
		}
	}

	return [...counts]
		.map(([name, count]) => ({ name, count }))
		.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
		.slice(0, fieldsMax);
}

/** Each path of a record, and the path across the lists that it is in. */
function namesOf(leafPaths: readonly string[]): ReadonlySet<string> {
	return new Set(leafPaths.flatMap(path => [path, path.replace(/\[\d+\](?=.)/g, '')]));
}

/** Values of a field in a time range with their counts, most frequent first. */
export async function valueCounts(
	engine: Engine,
	field: string,
	fromMs: number,
	toMs: number,
): Promise<readonly ValueCount[]> {
	const outcome = await engine.run({
		text: `* | count by %"${field.replaceAll('"', '')}" | limit ${valuesMax}`,
		fromMs,
		toMs,
		nowMs: toMs,
		timeZone: 'UTC',
	});
	return outcome.ok
		? outcome.result.rows
				.filter(([value]) => value !== null)
				.map(([value, count]) => ({ value: String(value), count: Number(count) }))
		: [];
}
