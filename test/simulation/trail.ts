import { gzipSync } from 'node:zlib';
import { account, aRecord, objectKey, startMs } from '../../fixtures/records.ts';
import { hourMs, minuteMs } from '../../source/text/duration.ts';
import type { Draw } from './draw.ts';

/** A body of an object, and what is in it. */
export interface Version {
	readonly body: Buffer;
	/** The text of each record. */
	readonly records: readonly string[];
	readonly etag?: string;
	/** What a ledger says once it was read. */
	readonly state: 'ok' | 'quarantined' | 'skipped';
}

/** Something that happens to an object. Times are ms since the epoch. */
export interface Change {
	readonly atMs: number;
	/** When listings tell of it: they may be late. */
	readonly listedMs: number;
	readonly key: string;
	/** Undefined: the object is deleted. */
	readonly version: Version | undefined;
	readonly isArchived: boolean;
	readonly isRestored: boolean;
	readonly kmsDenied: boolean;
}

export const beginMs = startMs + hourMs;
/** So long objects arrive and faults happen. */
export const stormMs = 2 * hourMs;
const oldestMs = 9 * 24 * hourMs;

/** Everything that arrives in one world, in the order of time. */
export function trailOf(draw: Draw): readonly Change[] {
	const maker = new Maker(draw);
	const objectCount = draw.between(6, 22);
	for (let index = 0; index < objectCount; index++) {
		maker.object(index);
	}

	return maker.changes.sort((a, b) => a.atMs - b.atMs);
}

class Maker {
	readonly changes: Change[] = [];
	readonly #draw: Draw;
	readonly #places: readonly { readonly account: string; readonly region: string }[];
	/** Records that may be delivered once more. */
	readonly #made: string[] = [];
	#recordCount = 0;

	constructor(draw: Draw) {
		this.#draw = draw;
		const accounts = draw.chance(0.4) ? [account, '444455556666'] : [account];
		const regions = draw.chance(0.6) ? ['us-east-1', 'eu-west-1'] : ['us-east-1'];
		this.#places = accounts.flatMap(one => regions.map(region => ({ account: one, region })));
	}

	object(index: number): void {
		const draw = this.#draw;
		const isPast = draw.chance(0.45);
		const isLate = !isPast && draw.chance(0.3);
		const arrivesMs = beginMs + draw.between(0, stormMs);
		const stampMs =
			isPast || isLate
				? beginMs - draw.between(10 * minuteMs, oldestMs)
				: arrivesMs - draw.between(2, 12) * minuteMs;
		const atMs = isPast ? stampMs + 5 * minuteMs : arrivesMs;
		const random = `Rand${index.toString(36).padStart(12, '0')}`;
		const key = objectKey({ ...draw.oneOf(this.#places), stampMs, random });
		const first = this.#change(key, atMs, this.#version(stampMs));
		this.changes.push(first);
		this.#later(first, stampMs);
	}

	#later(first: Change, stampMs: number): void {
		const draw = this.#draw;
		const atMs = Math.max(beginMs, first.atMs) + draw.between(minuteMs, stormMs);
		const listedMs = Math.max(atMs, first.listedMs);
		if (first.isArchived) {
			this.changes.push({ ...first, atMs, listedMs, isRestored: true });
		} else if (first.kmsDenied) {
			this.changes.push({ ...first, atMs, listedMs, kmsDenied: false });
		} else if (draw.chance(0.08)) {
			this.#again(first, atMs, this.#logs(stampMs));
		} else if (draw.chance(0.05)) {
			this.#again(first, atMs, undefined);
		}
	}

	#again({ key, listedMs }: Change, atMs: number, version: Version | undefined): void {
		const change = this.#change(key, atMs, version);
		this.changes.push({
			...change,
			listedMs: Math.max(listedMs, change.listedMs),
			isArchived: false,
			kmsDenied: false,
		});
	}

	#change(key: string, atMs: number, version: Version | undefined): Change {
		const draw = this.#draw;
		const isLog = version !== undefined && version.records.length > 0;
		const listedMs = draw.chance(0.15) ? atMs + draw.between(minuteMs, 40 * minuteMs) : atMs;
		const isArchived = isLog && draw.chance(0.06);
		const kmsDenied = isLog && !isArchived && draw.chance(0.05);
		return { atMs, listedMs, key, version, isArchived, isRestored: false, kmsDenied };
	}

	#version(stampMs: number): Version {
		const kind = this.#draw();
		if (kind < 0.04) {
			return {
				body: Buffer.from('\u0003\u0004 something else'),
				records: [],
				state: 'quarantined',
			};
		}

		if (kind < 0.07) {
			return { body: Buffer.alloc(0), records: [], state: 'ok' };
		}

		if (kind < 0.1) {
			return { body: gzipSync('{"Records":[]}'), records: [], state: 'ok' };
		}

		return this.#logs(stampMs);
	}

	#logs(stampMs: number): Version {
		const draw = this.#draw;
		const count = draw.between(1, 7);
		const records = Array.from({ length: count }, () =>
			draw.chance(0.2) && this.#made.length > 0 ? draw.oneOf(this.#made) : this.#record(stampMs),
		);
		const body = gzipSync(`{"Records":[${records.join(',')}]}`);
		// Of an object that was uploaded in parts, so that it is no MD5.
		const parts = draw.chance(0.3)
			? { etag: `"${draw.between(1e9, 9e9).toString(16).padStart(32, '0')}-2"` }
			: {};
		return { body, records: [...new Set(records)], state: 'ok', ...parts };
	}

	#record(stampMs: number): string {
		const number = this.#recordCount++;
		const id = number.toString(16).padStart(12, '0');
		const timeMs = stampMs - this.#draw.between(0, 5 * minuteMs);
		const text = JSON.stringify(
			aRecord({
				eventID: `00000000-0000-4000-8000-${id}`,
				requestID: `10000000-0000-4000-8000-${id}`,
				eventTime: `${new Date(timeMs).toISOString().slice(0, 19)}Z`,
				eventName: this.#draw.oneOf(['DescribeInstances', 'GetObject', 'AssumeRole', 'PutObject']),
				requestParameters: { number, text: 'x'.repeat(this.#draw.between(0, 300)) },
			}),
		);
		this.#made.push(text);
		return text;
	}
}
