import { SourceError } from '../ingest/source.ts';
import type { ListedObject, ObjectSource } from '../ingest/source.ts';
import { digestBody, insightBody, objectBody, recordsOf, recordsText } from './body.ts';
import { dayPath, objectKey, seriesOf, stampOf } from './key.ts';
import type { Series } from './key.ts';
import { exampleAccounts, exampleRegions, homeRegion, prod, security } from './organisation.ts';
import { backgroundBetween, liveEveryMs, liveObjects, slotMs } from './plan.ts';
import type { PlannedObject, TrailPlan } from './plan.ts';
import type { ExampleAccount } from './organisation.ts';
import { hash, hashText, Random } from './random.ts';
import { storyObjects } from './story-objects.ts';
import type { StoryObject } from './story-objects.ts';
import { dayMs } from '../text/duration.ts';

export interface ExampleOptions {
	/** The same seed and `nowMs` give the same objects, byte for byte. */
	readonly seed: number;
	/** Where the trail ends at the start, in ms since the epoch. */
	readonly nowMs: number;
	/** Days before `nowMs` that hold objects; 14 unless given. */
	readonly days?: number;
	/**
	 * Distinct records of the newest 24 hours, approximately; 8,000 unless given. Earlier days have
	 * half as many.
	 */
	readonly recordsPerDay?: number;
	/**
	 * The time in ms since the epoch. When given, the trail continues with a small object every
	 * five seconds.
	 */
	readonly clock?: () => number;
}

/** The example trail as an object source. */
export interface ExampleSource extends ObjectSource {
	nowMs(): number;
}

const daysDefault = 14;
const recordsPerDayDefault = 8_000;
const pageMax = 1_000;
const bucket = 'examplecorp-trail';

/**
 * Makes the example trail: an organisation of four accounts in five regions. Only the records of
 * the story are kept in memory; all other objects are made when they are requested. `sizeBytes` of
 * a listed object is an estimate, because its body is not made yet.
 */
export function createExampleSource(options: ExampleOptions): ExampleSource {
	const { clock } = options;
	const plan: TrailPlan = {
		seed: options.seed,
		nowMs: options.nowMs,
		days: options.days ?? daysDefault,
		recordsPerDay: options.recordsPerDay ?? recordsPerDayDefault,
		live: clock !== undefined,
	};
	return new ExampleTrail(plan, clock ?? (() => options.nowMs));
}

class ExampleTrail implements ExampleSource {
	readonly title = 'example';
	/** Only when the trail continues. */
	readonly watch?: (changed: () => void) => () => void;
	readonly #plan: TrailPlan;
	readonly #clock: () => number;
	readonly #series: readonly Series[];
	readonly #story: ReadonlyMap<string, StoryObject>;
	readonly #timers = new Set<NodeJS.Timeout>();

	constructor(plan: TrailPlan, clock: () => number) {
		this.#plan = plan;
		this.#clock = clock;
		this.#series = allSeries();
		this.#story = new Map(storyObjects(plan).map(object => [object.key, object]));
		if (plan.live) {
			this.watch = changed => this.#watch(changed);
		}
	}

	nowMs(): number {
		return this.#clock();
	}

	async close(): Promise<void> {
		for (const timer of this.#timers) {
			clearInterval(timer);
		}

		this.#timers.clear();
	}

	#watch(changed: () => void): () => void {
		const timer = setInterval(changed, liveEveryMs);
		timer.unref();
		this.#timers.add(timer);
		return () => {
			clearInterval(timer);
			this.#timers.delete(timer);
		};
	}

	/** The earliest days come first, as in a bucket, because keys ascend. */
	async *list(
		prefix: string,
		startAfter: string | undefined,
		signal: AbortSignal,
	): AsyncGenerator<readonly ListedObject[]> {
		let page: ListedObject[] = [];

		for (const object of this.#objectsUnder(prefix, startAfter ?? '')) {
			page.push(listed(object));

			if (page.length === pageMax) {
				signal.throwIfAborted();
				yield await Promise.resolve(page);
				page = [];
			}
		}

		signal.throwIfAborted();

		if (page.length > 0) {
			yield page;
		}
	}

	async folders(prefix: string): Promise<readonly string[]> {
		const found = new Set<string>();

		for (const series of this.#series) {
			for (const dayStartMs of this.#days()) {
				const path = series.prefix + dayPath(dayStartMs);

				if (!path.startsWith(prefix)) {
					continue;
				}

				const next = path.slice(prefix.length);
				const folder = next.slice(0, next.indexOf('/') + 1);

				if (folder !== '' && !found.has(folder) && this.#ofDay(series, dayStartMs).length > 0) {
					found.add(folder);
				}
			}
		}

		return [...found].sort();
	}

	async get({ key }: ListedObject): Promise<Uint8Array> {
		const object = this.#find(key);

		if (object === undefined) {
			throw new SourceError(
				'not-found',
				`the example trail has no object ${key}`,
				'list the example again: it makes other objects for another start time',
			);
		}

		switch (object.kind) {
			case 'digest':
				return digestBody(object, bucket, this.#digested(object));
			case 'insight':
				return insightBody(object);
			case 'background':
			case 'live':
			case 'story':
				return objectBody(this.#records(object), object.damaged);
		}
	}

	#records(object: PlannedObject): readonly string[] {
		return this.#story.get(object.key)?.records ?? recordsOf(object);
	}

	/** The log objects of the hour before a digest, in the same account and region. */
	#digested(digest: PlannedObject): readonly { readonly key: string; readonly text: string }[] {
		const logs = this.#series.find(
			series =>
				series.folder === 'CloudTrail' &&
				series.trail === 'organisation' &&
				series.account === digest.series.account &&
				series.region === digest.series.region,
		);

		if (logs === undefined) {
			return [];
		}

		const fromMs = digest.stampMs - 3_600_000;
		return [dayStart(fromMs), dayStart(digest.stampMs)]
			.filter((day, index, days) => days.indexOf(day) === index)
			.flatMap(day => this.#ofDay(logs, day))
			.filter(log => log.lastModifiedMs >= fromMs && log.lastModifiedMs < digest.stampMs)
			.map(log => ({ key: log.key, text: recordsText(this.#records(log)) }));
	}

	*#objectsUnder(prefix: string, startAfter: string): Generator<PlannedObject> {
		for (const series of this.#series) {
			if (!series.prefix.startsWith(prefix) && !prefix.startsWith(series.prefix)) {
				continue;
			}

			for (const dayStartMs of this.#days()) {
				const path = series.prefix + dayPath(dayStartMs);

				if (
					(!path.startsWith(prefix) && !prefix.startsWith(path)) ||
					path < startAfter.slice(0, path.length)
				) {
					continue;
				}

				for (const object of this.#ofDay(series, dayStartMs)) {
					if (object.key.startsWith(prefix) && object.key > startAfter) {
						yield object;
					}
				}
			}
		}
	}

	/** Starts of the days from the oldest with objects to today, by the trail's clock. */
	#days(): readonly number[] {
		const first = dayStart(this.#plan.nowMs - this.#plan.days * dayMs);
		const last = dayStart(this.#clock());
		return Array.from({ length: (last - first) / dayMs + 1 }, (_, index) => first + index * dayMs);
	}

	/** The objects of a series and day that have been delivered, by key. */
	#ofDay(series: Series, dayStartMs: number): readonly PlannedObject[] {
		const nowMs = this.#clock();
		const objects: PlannedObject[] = [];

		const endMs = Math.min(dayStartMs + dayMs, nowMs + 1);

		if (series.folder === 'CloudTrail') {
			objects.push(...backgroundBetween(this.#plan, series, dayStartMs, endMs));
		}

		for (let stampMs = this.#firstBeside(series, dayStartMs); stampMs < endMs; stampMs += slotMs) {
			objects.push(...this.#besides(series, stampMs, nowMs));
		}

		if (series.folder === 'CloudTrail') {
			for (const object of this.#story.values()) {
				if (object.series.prefix === series.prefix && dayStart(object.stampMs) === dayStartMs) {
					objects.push(object);
				}
			}
		}

		return objects
			.filter(object => object.lastModifiedMs <= nowMs)
			.sort((a, b) => (a.key < b.key ? -1 : 1));
	}

	/** Live objects appear only after the start, so earlier slots are not searched. */
	#firstBeside(series: Series, dayStartMs: number): number {
		const liveMs = Math.floor(this.#plan.nowMs / slotMs) * slotMs;
		return series.folder === 'CloudTrail' ? Math.max(dayStartMs, liveMs) : dayStartMs;
	}

	/** The digest and Insights objects of a slot. */
	#besides(series: Series, stampMs: number, nowMs: number): readonly PlannedObject[] {
		switch (series.folder) {
			case 'CloudTrail':
				return liveObjects(this.#plan, series, stampMs, nowMs);
			case 'CloudTrail-Digest':
				return stampMs % 3_600_000 === 0 ? [besides('digest', series, stampMs + 17 * 60_000)] : [];
			case 'CloudTrail-Insight':
				return hash(this.#plan.seed, 31, stampMs) % 400 === 0
					? [besides('insight', series, stampMs)]
					: [];
		}
	}

	#find(key: string): PlannedObject | undefined {
		const story = this.#story.get(key);
		const stampMs = stampOf(key);

		if (story !== undefined || stampMs === undefined) {
			return story;
		}

		const series = this.#series.find(({ prefix }) => key.startsWith(prefix));

		if (series === undefined) {
			return undefined;
		}

		// Only an ordinary object can be found without making its whole day.
		const ordinary =
			series.folder === 'CloudTrail'
				? backgroundBetween(this.#plan, series, stampMs, stampMs + slotMs)
				: [];
		return (
			ordinary.find(object => object.key === key) ??
			this.#ofDay(series, dayStart(stampMs)).find(object => object.key === key)
		);
	}
}

function dayStart(timeMs: number): number {
	return Math.floor(timeMs / dayMs) * dayMs;
}

/** A digest, which has no records, or an Insights object, which tells of calls. */
function besides(kind: 'digest' | 'insight', series: Series, stampMs: number): PlannedObject {
	const seed = hash(hashText(series.prefix), stampMs);
	return {
		kind,
		key: objectKey(series, stampMs, new Random(seed).letters(16)),
		series,
		stampMs,
		lastModifiedMs: stampMs + 60_000,
		seed,
		count: 2,
	};
}

/** Measured over the example: compressed bytes of an object without records, and of each record. */
const bytesAnObject = 420;
const bytesARecord = 260;

function listed(object: PlannedObject): ListedObject {
	const etag = new Random(hashText(object.key));
	const count = object.partial === true ? Math.ceil((object.count * 2) / 3) : object.count;
	return {
		key: object.key,
		etag: `"${etag.hex8()}${etag.hex8()}${etag.hex8()}${etag.hex8()}"`,
		sizeBytes: bytesAnObject + bytesARecord * count,
		lastModifiedMs: object.lastModifiedMs,
		storageClass: undefined,
	};
}

/** All folders of objects, by prefix. */
function allSeries(): readonly Series[] {
	const own = exampleAccounts.filter(({ hasOwnTrail }) => hasOwnTrail);
	const logs = (trail: Series['trail'], accounts: readonly ExampleAccount[]) =>
		accounts.flatMap(account =>
			exampleRegions.map(region => seriesOf(trail, 'CloudTrail', account, region)),
		);
	return [
		...logs('organisation', exampleAccounts),
		...logs('account', own),
		seriesOf('organisation', 'CloudTrail-Digest', security, homeRegion),
		seriesOf('organisation', 'CloudTrail-Insight', prod, homeRegion),
	].sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
}
