import { parse } from '../language/parse.ts';
import type { Engine } from '../port.ts';
import type { Search } from '../syntax/tree.ts';

const viewField = '_view';

/** Other records than those of the store, under a name that a search asks for: `_view=findings`. */
export interface View {
	readonly name: string;
	readonly engine: Engine;
	/** Opens its records, also such as are there no more when it is asked. */
	readonly recordEngine: Pick<Engine, 'record'>;
	/** Whether a segment is the view's. */
	owns(segmentId: string): boolean;
}

/** An engine that answers a query whose search names a view from the view, and all others from the store. */
export function withView(store: Engine, view: View): Engine {
	const engineOf = (text: string) => (asksFor(text, view.name) ? view.engine : store);
	return {
		run: (request, options) => engineOf(request.text).run(request, options),
		match: (request, options) => store.match(request, options),
		check: request => engineOf(request.text).check(request),
		explain: request => engineOf(request.text).explain(request),
		record: ref => (view.owns(ref.segmentId) ? view.recordEngine : store).record(ref),
	};
}

function asksFor(text: string, name: string): boolean {
	// Most queries name no view, and need not be read for it.
	return text.includes(viewField) && hasTerm(parse(text).query.search, name);
}

function hasTerm(search: Search, name: string): boolean {
	switch (search.kind) {
		case 'and':
			return search.items.some(item => hasTerm(item, name));
		case 'field':
			return (
				!search.negated &&
				search.field.name.toLowerCase() === viewField &&
				search.value.toLowerCase() === name
			);
		default:
			return false;
	}
}
