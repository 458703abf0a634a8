import { viewOf } from '../language/view-of.ts';
import type { Engine, QueryResult, RunOptions, RunOutcome, RunRequest } from '../port.ts';

/** Other records than those of the store, under a name that a search asks for: `_view=findings`. */
export interface View {
	readonly name: string;
	readonly engine: Engine;
	/** Opens its records, also such as are there no more when it is asked. */
	readonly recordEngine: Pick<Engine, 'record'>;
	/** Whether a segment is the view's. */
	owns(segmentId: string): boolean;
	/** What each answer from it lacks now, as a result tells it, and what else is to be known of it. */
	doubts(): { readonly lacks: readonly string[]; readonly warnings: readonly string[] };
}

/** An engine that answers a query whose search names a view from the view, and all others from the store. */
export function withView(store: Engine, view: View): Engine {
	const isOf = (text: string) => viewOf(text) === view.name;
	const engineOf = (text: string) => (isOf(text) ? view.engine : store);
	return {
		run: (request, options) =>
			isOf(request.text) ? runView(view, request, options) : store.run(request, options),
		match: (request, options) => store.match(request, options),
		check: request => engineOf(request.text).check(request),
		explain: request => engineOf(request.text).explain(request),
		record: ref => (view.owns(ref.segmentId) ? view.recordEngine : store).record(ref),
	};
}

async function runView(
	view: View,
	request: RunRequest,
	options: RunOptions = {},
): Promise<RunOutcome> {
	const doubts = view.doubts();
	const doubted = (result: QueryResult): QueryResult => {
		const lacks = [...(result.lacks ?? []), ...doubts.lacks];
		return {
			...result,
			...(lacks.length > 0 && { lacks }),
			warnings: [...result.warnings, ...doubts.lacks, ...doubts.warnings],
		};
	};

	const { onProgress } = options;
	const outcome = await view.engine.run(request, {
		...options,
		...(onProgress !== undefined && { onProgress: result => onProgress(doubted(result)) }),
	});
	return outcome.ok ? { ok: true, result: doubted(outcome.result) } : outcome;
}
