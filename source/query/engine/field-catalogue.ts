import type { SegmentView, StoreSnapshot } from '../../../store/index.ts';
import { plainPath, withoutIndexes } from '../check/seen-fields.ts';
import type { SeenFields } from '../check/seen-fields.ts';
import type { RecordFields } from '../port.ts';
import { otherCapitals } from './other-capitals.ts';
import { nearValue } from './near-value.ts';
import type { EngineParts } from './run-state.ts';
import { SegmentSource } from './segment-source.ts';
import { holdsWhole } from './whole-containers.ts';

/** A store with more paths has keys that are data: of such a store no field is called unknown. */
const namesMax = 100_000;
/**
 * Spellings of one plain path that are kept: its indexes, and its capitals. Anything may be inside one that has
 * more.
 */
const spellingsMax = 32;
/** Records of a segment whose texts are searched for a field; in more, any field may be. */
const searchedMax = 256;

/** A half-open range in ms since the epoch. */
interface Span {
	readonly fromMs: number;
	readonly toMs: number;
}

/** Where a plain path was seen. */
interface Name {
	readonly spellings: string[];
	/** Of the segments that have it, both inclusive; between them it may be missing. */
	minTimeMs: number;
	maxTimeMs: number;
}

/**
 * The paths of a store's records, learnt from the headers of its segments. A segment is looked at once, and
 * only when a name is asked for that no segment looked at before has: what people write correctly costs one.
 */
export class FieldCatalogue {
	readonly #parts: Pick<EngineParts, 'derived' | 'segmentCache'>;
	readonly #recordFields: RecordFields;
	readonly #names = new Map<string, Name>();
	readonly #known: ReadonlySet<string>;
	readonly #texts: ReadonlySet<string>;
	/** Ids of sealed segments that are learnt: no more than the store had since the start. */
	readonly #sealed = new Set<string>();
	/** A view of an open segment shows the rows of one moment; the next snapshot has another view. */
	readonly #open = new WeakSet<SegmentView>();

	constructor(
		parts: Pick<EngineParts, 'derived' | 'segmentCache'>,
		recordFields: RecordFields = { names: [], texts: [], openObjects: [] },
	) {
		this.#parts = parts;
		this.#recordFields = recordFields;
		const known = [...recordFields.names, ...recordFields.texts, ...parts.derived.keys()];
		this.#known = new Set(known.flatMap(name => withContainers(plainPath(name))));
		this.#texts = new Set(recordFields.texts.map(plainPath));
	}

	/** Undefined when the store has no record of that time: nothing can be said of its fields. */
	seen({ segments }: StoreSnapshot, { fromMs, toMs }: Span): SeenFields | undefined {
		const inRange = segments.filter(
			view => view.rowCount > 0 && view.maxTimeMs >= fromMs && view.minTimeMs < toMs,
		);
		if (inRange.length === 0) {
			return undefined;
		}

		const range = { fromMs, toMs };
		return {
			has: path => this.#has(path, inRange, range),
			isKnown: path =>
				this.#known.has(path) || this.#learnUntil(segments, () => this.#names.has(path)),
			isInOpenObject: path =>
				this.#recordFields.openObjects.some(object => path.startsWith(`${object.toLowerCase()}.`)),
			isText: path => this.#texts.has(path),
			crossesLists: path =>
				this.#learnUntil(inRange, () => this.#crossesLists(path)) ||
				inRange.some(view => this.#mayHide(view, path)),
			spelled: () => {
				this.#learnUntil(inRange, () => false);
				return this.#spelled(range);
			},
			otherCapitals: (path, text) =>
				otherCapitals(this.#parts, { segments: inRange, path, text, ...range }),
			nearValue: (path, text) => nearValue(this.#parts, inRange, path, text),
		};
	}

	#has(path: string, inRange: readonly SegmentView[], range: Span): boolean {
		const found = () => this.#names.size > namesMax || this.#isIn(path, range);
		return this.#learnUntil(inRange, found) || inRange.some(view => this.#mayHide(view, path));
	}

	#crossesLists(path: string): boolean {
		const spellings = this.#names.get(path)?.spellings ?? [];
		return spellings.length >= spellingsMax || spellings.some(name => /\[\d+\]./.test(name));
	}

	#isIn(path: string, { fromMs, toMs }: Span): boolean {
		const name = this.#names.get(path);
		return name !== undefined && name.maxTimeMs >= fromMs && name.minTimeMs < toMs;
	}

	/** Learns the segments, newest first, until the answer is yes; no: they are all learnt. */
	#learnUntil(segments: readonly SegmentView[], isFound: () => boolean): boolean {
		for (let at = segments.length - 1; at >= 0; at--) {
			if (isFound()) {
				return true;
			}

			this.#learn(segments[at] as SegmentView);
		}

		return isFound();
	}

	#learn(view: SegmentView): void {
		const isLearnt = view.sealed ? this.#sealed.has(view.id) : this.#open.has(view);
		if (isLearnt || this.#names.size > namesMax) {
			return;
		}

		if (view.sealed) {
			this.#sealed.add(view.id);
		} else {
			this.#open.add(view);
		}

		for (const path of [...view.paths(), ...view.metaNames()]) {
			for (const spelled of withContainers(path)) {
				this.#note(spelled, view);
			}
		}
	}

	#note(spelled: string, { minTimeMs, maxTimeMs }: SegmentView): void {
		const key = plainPath(spelled);
		const known = this.#names.get(key);
		if (known === undefined) {
			this.#names.set(key, { spellings: [spelled], minTimeMs, maxTimeMs });
			return;
		}

		known.minTimeMs = Math.min(known.minTimeMs, minTimeMs);
		known.maxTimeMs = Math.max(known.maxTimeMs, maxTimeMs);
		if (known.spellings.length < spellingsMax && !known.spellings.includes(spelled)) {
			known.spellings.push(spelled);
		}
	}

	/** Whether records of the segment may have the path where its header does not show it. */
	#mayHide(view: SegmentView, path: string): boolean {
		const source = new SegmentSource(view, 0, this.#parts.segmentCache, this.#parts.derived);
		return source.cached(
			`hides|${path}`,
			64 + path.length * 2,
			() => mayBeInTexts(source, path) || this.#isInWhole(source, path),
		);
	}

	/** Containers that are stored as one text are not parsed: any path may be in them. */
	#isInWhole(source: SegmentSource, path: string): boolean {
		const isWhole = (spelled: string) =>
			source.view.column(spelled) !== undefined && holdsWhole(source, spelled);
		return withContainers(path)
			.slice(1)
			.map(outer => this.#names.get(outer)?.spellings ?? [])
			.some(spellings => spellings.length >= spellingsMax || spellings.some(isWhole));
	}

	*#spelled(range: Span): Iterable<string> {
		for (const { name } of this.#parts.derived.values()) {
			yield name;
		}

		for (const [key, { spellings }] of this.#names) {
			if (this.#isIn(key, range)) {
				yield withoutIndexes(spellings[0] as string);
			}
		}
	}
}

/** Records that cannot be rebuilt from columns have values that no column shows. */
function mayBeInTexts(source: SegmentSource, path: string): boolean {
	const rows = source.slowRows();
	const key = path.slice(path.lastIndexOf('.') + 1);
	return (
		rows.length > searchedMax || rows.some(row => source.view.raw(row).toLowerCase().includes(key))
	);
}

/** The path and every container around it, which can be named too. */
function withContainers(path: string): string[] {
	const paths = [path];
	for (let at = path.length - 1; at > 0; at--) {
		if (path[at] === '.' || path[at] === '[') {
			paths.push(path.slice(0, at));
		}
	}

	return paths;
}
