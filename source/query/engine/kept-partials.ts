import type { PlannedAggregate } from '../plan/plan.ts';
import type { Dictionary } from './dictionary/dictionary.ts';
import type { AggregateDictionaries } from './group/aggregate-dictionaries.ts';
import { decodePartial, encodePartial } from './partial-codec.ts';
import { storedName } from './stored-value.ts';
import type { KeptPartial } from './partial-cache.ts';
import type { PlanKeys } from './plan-key.ts';
import type { RunState } from './run-state.ts';
import type { SegmentInRange, Stream } from './scan.ts';

/** An aggregate at work. */
export interface Job {
	readonly aggregate: PlannedAggregate;
	readonly dictionaries: AggregateDictionaries;
	readonly stream: Stream;
	readonly state: RunState;
	/** Of what is kept in memory. */
	readonly planKey: string;
	/** Of what outlives the process; undefined when nothing does. */
	readonly storedName: string | undefined;
}

export function newJob(job: Omit<Job, 'planKey' | 'storedName'>, keys: PlanKeys | undefined): Job {
	return { ...job, planKey: keys?.kept ?? '', storedName: storedName(keys, job.state) };
}

/** The partial of some segments, if it was computed before, here or in another process. */
export function kept(segments: readonly SegmentInRange[], job: Job): KeptPartial | undefined {
	const { partials } = job.state.parts;
	const key = memoryKey(segments, job);
	const known = partials.segments.get(key);
	if (known !== undefined) {
		return known;
	}

	const stored = readStored(segments, job);
	if (stored !== undefined) {
		putInMemory(key, stored, job);
	}

	return stored;
}

function readStored(segments: readonly SegmentInRange[], job: Job): KeptPartial | undefined {
	const signatures = signaturesOf(segments);
	if (job.storedName === undefined || signatures === undefined) {
		return undefined;
	}

	const bytes = job.state.parts.partialStore?.get(signatures, job.storedName);
	const decoded =
		bytes === undefined ? undefined : decodePartial(bytes, job.aggregate.calls, job.dictionaries);
	return decoded && { ...decoded, dictionaries: usedBy(job.dictionaries) };
}

/** Keeps the partial of some sealed segments, in memory and for other processes. */
export function keep(segments: readonly SegmentInRange[], made: KeptPartial, job: Job): void {
	putInMemory(memoryKey(segments, job), made, job);
	const signatures = signaturesOf(segments);
	if (job.storedName === undefined || signatures === undefined) {
		return;
	}

	const bytes = encodePartial(made);
	if (bytes !== undefined) {
		job.state.parts.partialStore?.put(signatures, job.storedName, bytes);
	}
}

function putInMemory(key: string, made: KeptPartial, { state }: Job): void {
	if (areCurrent(made.dictionaries, state)) {
		state.parts.partials.segments.set(key, made, made.partial.bytes + 512);
	}
}

function memoryKey(segments: readonly SegmentInRange[], { planKey }: Job): string {
	return `${planKey}|${segments.map(({ view }) => view.id).join(',')}`;
}

function signaturesOf(segments: readonly SegmentInRange[]): readonly string[] | undefined {
	const signatures = segments.map(({ view }) => view.signature);
	return signatures.every(signature => signature !== undefined) ? signatures : undefined;
}

export function usedBy({ keys, calls }: AggregateDictionaries): readonly Dictionary[] {
	return [...keys, ...calls].filter(dictionary => dictionary !== undefined);
}

/** Another run may have evicted one. What is made with it is then valid for this run only. */
export function areCurrent(dictionaries: readonly Dictionary[], { parts }: RunState): boolean {
	return dictionaries.every(dictionary => parts.partials.dictionaries.has(dictionary));
}
