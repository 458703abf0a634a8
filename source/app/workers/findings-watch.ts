import {
	findingMarksMax,
	toldSeverities,
	type FindingsSummary,
	type OpenFinding,
} from '../../dashboard/state/findings.ts';
import type { FindingMark, FindingsView } from '../findings/findings-view.ts';
import type { QueryReply } from './query-messages.ts';

export interface FindingsWatchPorts {
	readonly findings: Pick<FindingsView, 'version' | 'marks' | 'states'>;
	reply(message: QueryReply): void;
}

/** Tells the console how many findings are open, whenever that changes. */
export class FindingsWatch {
	readonly #ports: FindingsWatchPorts;
	#told = '';

	constructor(ports: FindingsWatchPorts) {
		this.#ports = ports;
	}

	look(): void {
		const { findings, reply } = this.#ports;
		const now = `${findings.version} ${JSON.stringify(findings.states.map(state => state?.hunt))}`;
		if (now !== this.#told) {
			this.#told = now;
			reply({ type: 'findings', findings: summaryOf(findings) });
		}
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
		count: marks.length,
		hunt:
			hunts.length === 0
				? undefined
				: {
						doneCount: sum(hunts.map(({ doneCount }) => doneCount)),
						segmentCount: sum(hunts.map(({ segmentCount }) => segmentCount)),
					},
		isKept: states.some(state => state !== undefined),
	};
}

function openOf({ id, severity, state, lastMs }: FindingMark): readonly OpenFinding[] {
	const told = toldSeverities.find(known => known === severity);
	return told === undefined || state !== 'open' ? [] : [{ id, severity: told, lastMs }];
}
