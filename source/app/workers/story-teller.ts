import { basename, join } from 'node:path';
import type { Effect } from '../../dashboard/state/effect.ts';
import type { Event } from '../../dashboard/state/event.ts';
import { formatPlural } from '../../text/number.ts';
import { describeError } from '../describe-error.ts';
import { storyName } from '../export-result.ts';
import type { QueryClient } from './query-client.ts';

type Tell = Extract<Effect, { kind: 'tell-story' }>;
type Find = Extract<Effect, { kind: 'find-record' }>;
type Cancel = Extract<Effect, { kind: 'cancel-story' }>;

type Write = Extract<Effect, { kind: 'bundle-story' }>;
type CancelBundle = Extract<Effect, { kind: 'cancel-bundle' }>;

/** Where bundles are written, and what time it is. */
interface BundlePlace {
	readonly exportDir: string;
	/** Ms since the epoch. */
	nowMs(): number;
}

/** Has stories told in the query worker. The console tells the one that it shows, and ends others. */
export class StoryTeller {
	readonly #client: () => QueryClient | undefined;
	readonly #dispatch: (event: Event) => void;
	/** Of the pages that wait for theirs. */
	readonly #telling = new Map<string, { cancel(): void }>();

	/** Bundles of pages that are being written. */
	readonly #writing = new Map<string, { cancel(): void }>();
	readonly #place: BundlePlace;

	constructor(
		client: () => QueryClient | undefined,
		dispatch: (event: Event) => void,
		place: BundlePlace,
	) {
		this.#client = client;
		this.#dispatch = dispatch;
		this.#place = place;
	}

	perform(effect: Tell | Find | Cancel | Write | CancelBundle): void {
		switch (effect.kind) {
			case 'tell-story':
				void this.tell(effect);
				break;
			case 'find-record':
				void this.find(effect);
				break;
			case 'cancel-story':
				this.cancel(effect.id);
				break;
			case 'bundle-story':
				void this.bundle(effect);
				break;
			case 'cancel-bundle':
				this.#writing.get(effect.id)?.cancel();
				break;
		}
	}

	/** Writes the records of a story, and the story, into a new folder, and tells its name. */
	async bundle({ id, story, scope, timeZone, lacks, nowMs }: Write): Promise<void> {
		const client = this.#client();
		const { exportDir } = this.#place;
		const dir = join(exportDir, storyName(story.who, this.#place.nowMs()));
		try {
			if (client === undefined) {
				throw new Error('no store is open yet');
			}

			const wish = { dir, story, scope, timeZone, lacks, nowMs };
			const writing = client.bundle(wish, (doneCount, recordCount) =>
				this.#dispatch({ kind: 'bundle-progress', id, doneCount, recordCount }),
			);
			this.#writing.set(id, writing);
			const outcome = await writing.outcome;
			if (!outcome.ok) {
				this.#notify('info', 'no bundle was written: it was ended');
				return;
			}

			const { recordCount, isToldAgain, note } = outcome;
			const named = `${formatPlural(recordCount, 'record')} and the story in ${lacks.length === 0 ? dir : basename(dir)}`;
			const more = [
				...(isToldAgain ? ['told again, as more records have come since'] : []),
				...(note === undefined ? [] : [note]),
				...lacks,
			];
			this.#notify(more.length === 0 ? 'info' : 'warn', [named, ...more].join('; '));
		} catch (error) {
			this.#notify('bad', `no bundle was written: ${describeError(error)}`);
		} finally {
			this.#writing.delete(id);
			this.#dispatch({ kind: 'bundle-ended', id });
		}
	}

	#notify(level: 'info' | 'warn' | 'bad', text: string): void {
		this.#dispatch({ kind: 'notified', level, text });
	}

	/** Tells a story anew, whatever its page waited for before. */
	async tell({ id, who, scope, range, nowMs, timeZone }: Tell): Promise<void> {
		this.cancel(id);
		const client = this.#client();
		if (client === undefined) {
			this.#fail(id, 'no store is open yet');
			return;
		}

		const telling = client.tell(
			{ who, scope, range, nowMs, timeZone },
			({ doneCount, segmentCount }) => {
				if (this.#telling.get(id) === telling) {
					this.#dispatch({ kind: 'story-progress', id, doneCount, segmentCount });
				}
			},
		);
		this.#telling.set(id, telling);
		try {
			const outcome = await telling.outcome;
			if (this.#telling.get(id) !== telling) {
				return;
			}

			if (outcome.ok) {
				this.#dispatch({ kind: 'story', id, story: outcome.story });
			} else {
				const [fault] = 'faults' in outcome ? outcome.faults : [];
				this.#fail(id, fault === undefined ? 'it was ended' : `${fault.message}; ${fault.next}`);
			}
		} catch (error) {
			if (this.#telling.get(id) === telling) {
				this.#fail(id, describeError(error));
			}
		} finally {
			if (this.#telling.get(id) === telling) {
				this.#telling.delete(id);
			}
		}
	}

	cancel(id: string): void {
		const telling = this.#telling.get(id);
		this.#telling.delete(id);
		telling?.cancel();
	}

	/** Finds a record of a story, of which only its query is known. */
	async find({ id, query: text, range, nowMs, timeZone }: Find): Promise<void> {
		const client = this.#client();
		try {
			const request = { text, ...range, nowMs, timeZone, rowsMax: 1 };
			const outcome = await client?.run(request).outcome;
			const ref = outcome?.ok === true ? outcome.result.refs?.[0] : undefined;
			const record = ref === undefined ? undefined : await client?.record(ref);
			this.#dispatch({ kind: 'record', id, json: record?.delivered, ...(ref && { ref }) });
		} catch (error) {
			this.#dispatch({ kind: 'record', id, json: undefined });
			this.#notify('bad', describeError(error));
		}
	}

	#fail(id: string, message: string): void {
		this.#dispatch({ kind: 'story-failed', id, message });
	}
}
