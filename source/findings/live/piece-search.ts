import type { Engine, MatchProgress, MatchRequest } from '../../query/port.ts';
import { commonFields, everMs, keyField, wantedOf } from '../detect.ts';
import { HitCollector, type Placed } from './collect-hits.ts';
import type { Piece } from './coverage.ts';
import { noHeldHits } from './held-hits.ts';
import type { HitBatch } from './hit-batch.ts';

/** Lists of rules whose conditions stay compiled. */
export const preparedListsMax = 4;

interface Prepared {
	readonly placed: readonly Placed[];
	readonly conditions: MatchRequest['conditions'];
}

const nothing = { counted: [], held: noHeldHits, runs: [], silenced: [], leftCount: 0 } as const;

/** Looks for hits in pieces of segments. */
export class PieceSearch {
	readonly #engine: Pick<Engine, 'match'>;
	/** By list of rules, the last used ones last; at most `preparedListsMax`. */
	readonly #prepared = new Map<string, Prepared>();

	constructor(engine: Pick<Engine, 'match'>) {
		this.#engine = engine;
	}

	/**
	 * @param list - id of the list of the piece's rules
	 * @param rowCount - of the segment: so far it counts as looked at when it cannot be
	 * @param nowMs - ms since the epoch
	 * @returns undefined when it was cancelled
	 */
	async batchOf(
		piece: Piece,
		list: string,
		rowCount: number,
		{ nowMs, isCancelled }: { readonly nowMs: number; readonly isCancelled: () => boolean },
	): Promise<HitBatch | undefined> {
		const { segmentId, fromRow } = piece;
		const { placed, conditions } = this.#prepare(piece, list);
		const collector = new HitCollector(placed);
		let toRow = fromRow;
		const onProgress = (progress: MatchProgress): void => {
			toRow = progress.rowCount;
		};

		const outcome = await this.#engine.match(
			{
				conditions,
				fields: commonFields,
				keyField,
				within: { segmentId, fromRow },
				toMs: everMs,
				nowMs,
				timeZone: 'UTC',
			},
			{ onMet: met => collector.add(met), onProgress, isCancelled },
		);
		const base = { segmentId, fromRow, rules: list };
		if (outcome.ok) {
			return { ...base, toRow, ...collector.collected() };
		}

		// It would end the same way with each look.
		return 'fault' in outcome
			? { ...base, toRow: rowCount, ...nothing, fault: outcome.fault.message }
			: undefined;
	}

	#prepare({ rules }: Piece, list: string): Prepared {
		const known = this.#prepared.get(list);
		this.#prepared.delete(list);
		const made = known ?? prepared(rules);
		this.#prepared.set(list, made);
		if (this.#prepared.size > preparedListsMax) {
			const [oldest = ''] = this.#prepared.keys();
			this.#prepared.delete(oldest);
		}

		return made;
	}
}

function prepared(rules: Piece['rules']): Prepared {
	const parts = rules.flatMap((rule, place) => {
		const fields = wantedOf(rule);
		return rule.probes.map((probe): Placed => ({ rule, place, probe, fields }));
	});
	return {
		placed: parts,
		conditions: parts.map(({ rule, probe, fields }) => ({
			when: probe.condition,
			unless: rule.unless,
			fromMs: -everMs,
			fields,
		})),
	};
}
