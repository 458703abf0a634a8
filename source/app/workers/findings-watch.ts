import {
	findingMarksMax,
	toldSeverities,
	type FindingsSummary,
	type OpenFinding,
} from '../../dashboard/state/findings.ts';
import { severities } from '../../findings/rule.ts';
import { dayMs } from '../../text/duration.ts';
import type { FindingMark, FindingsView } from '../findings/findings-view.ts';
import type { QueryReply } from './query-messages.ts';

export interface FindingsWatchPorts {
	readonly findings: Pick<FindingsView, 'version' | 'marks' | 'states'>;
	/** Ms since the epoch. */
	nowMs(): number;
	reply(message: QueryReply): void;
}

/** New findings that are told at once. */
export const freshMax = 20;

/** Tells the console how many findings are open, whenever that changes. */
export class FindingsWatch {
	readonly #ports: FindingsWatchPorts;
	#told = '';
	/** Ids of what was there; undefined before the first look. No more than there are findings. */
	#known: ReadonlySet<string> | undefined;
	/** Of those that were closed. */
	#closed: ReadonlySet<string> = new Set();

	constructor(ports: FindingsWatchPorts) {
		this.#ports = ports;
	}

	look(): void {
		const { findings, reply } = this.#ports;
		const now = `${findings.version} ${JSON.stringify(findings.states.map(state => state?.hunt))}`;
		if (now !== this.#told) {
			this.#told = now;
			reply({ type: 'findings', findings: summaryOf(findings), fresh: this.#fresh() });
		}
	}

	/** What was there when the console began rings nobody, and neither does what is of long ago. */
	#fresh(): readonly FindingMark[] {
		const { findings, nowMs } = this.#ports;
		const known = this.#known;
		const closed = this.#closed;
		this.#known = new Set(findings.marks.map(({ id }) => id));
		this.#closed = new Set(
			findings.marks.filter(({ state }) => state === 'closed').map(({ id }) => id),
		);
		return known === undefined
			? []
			: findings.marks
					.filter(({ id, state, isReopened, lastMs }) => {
						const isNew = !known.has(id) || (isReopened && closed.has(id));
						return isNew && state === 'open' && lastMs >= nowMs() - dayMs;
					})
					.toSorted((a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity))
					.slice(0, freshMax);
	}
}

function summaryOf({ marks, states }: FindingsWatchPorts['findings']): FindingsSummary {
	const hunts = states.flatMap(state => state?.hunt ?? []);
	const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
	return {
		open: marks
			.flatMap(openOf)
			.toSorted((a, b) => b.lastMs - a.lastMs)
			.slice(0, findingMarksMax),
		hunt:
			hunts.length === 0
				? undefined
				: {
						doneCount: sum(hunts.map(({ doneCount }) => doneCount)),
						segmentCount: sum(hunts.map(({ segmentCount }) => segmentCount)),
					},
	};
}

function openOf({ id, severity, state, lastMs }: FindingMark): readonly OpenFinding[] {
	const told = toldSeverities.find(known => known === severity);
	return told === undefined || state !== 'open' ? [] : [{ id, severity: told, lastMs }];
}
