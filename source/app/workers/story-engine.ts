import { allOf } from '../../findings/expressions.ts';
import { parse } from '../../query/language/parse.ts';
import type { Engine } from '../../query/port.ts';
import type { Expression } from '../../query/syntax/tree.ts';

/** All conditions of a query; undefined without any. */
export function conditionOf(text: string): Expression | undefined {
	const conditions = parse(text).query.stages.flatMap(stage =>
		stage.kind === 'where' ? [stage.condition] : [],
	);
	return conditions.length === 0 ? undefined : allOf(conditions);
}

/** An engine whose work ends inside a segment, where it hears no messages. */
export function cancellable(engine: Engine, isCancelled: () => boolean): Engine {
	return {
		run: (request, options) => engine.run(request, { ...options, isCancelled }),
		match: (request, options) => engine.match(request, { ...options, isCancelled }),
		check: request => engine.check(request),
		explain: request => engine.explain(request),
		record: ref => engine.record(ref),
	};
}
