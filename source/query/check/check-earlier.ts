import { numberOf, textOf } from '../comparison.ts';
import { compileGlob } from '../glob.ts';
import { specOf } from '../stage/index.ts';
import { tableOf } from '../stage/schema.ts';
import { where } from '../stage/where.ts';
import type { Search, StageNode } from '../syntax/tree.ts';
import { excludes, shown, testsOf, type Test } from './check-conditions.ts';
import type { CheckedStage, Checking } from './checking.ts';
import { isFilledText } from './filled.ts';

/** What holds for every row before a stage. */
export interface Earlier {
	/** In lower case. */
	readonly field: string;
	/** As it is told: `eventName = "A"`. */
	readonly text: string;
	/** Whether no row that this holds for passes the test. */
	excludes(test: Test): boolean;
}

/** What the terms of a search say that must all be found. */
export function earlierOfSearch(checking: Checking, search: Search): readonly Earlier[] {
	const terms = search.kind === 'and' ? search.items : [search];
	return terms.flatMap(term => {
		if (term.kind !== 'field' || isFilledText(checking, term.value, term.span)) {
			return [];
		}

		const { field, value, quoted, negated } = term;
		// The search takes no heed of upper and lower case.
		const lower = value.toLowerCase();
		const glob = quoted ? undefined : compileGlob(lower);
		const finds = (text: string) => (glob === undefined ? text === lower : glob.test(text));
		return [
			{
				field: field.name.toLowerCase(),
				text: `${field.name}${negated ? '!=' : '='}${quoted ? JSON.stringify(value) : value}`,
				excludes: (test: Test) => {
					if (test.operator !== '=' || test.value === null) {
						return false;
					}

					const text = textOf(test.value).toLowerCase();
					// One number has several texts, of which a record may have any.
					const isNumber = numberOf(text) !== null && numberOf(text) === numberOf(lower);
					return !isNumber && finds(text) === negated;
				},
			},
		];
	});
}

/** Warns of a condition of `where` that holds for no row which the stages before leave. */
export function checkEarlier(
	checking: Checking,
	checked: CheckedStage,
	earlier: readonly Earlier[],
): void {
	const expression = checked.spec.expression?.(checked.stage);
	if (checked.spec.kind !== where.kind || expression === undefined) {
		return;
	}

	for (const test of testsOf(checking, expression)) {
		const other = earlier.find(known => known.field === test.field && known.excludes(test));
		// Of two elements of a list, one may pass the one and the other the other.
		if (other !== undefined && !checking.known.crossesLists(checked.schema, test.field)) {
			checking.faults.push({
				severity: 'warning',
				span: test.span,
				message: `no row has ${shown(test)}: those left have ${other.text}`,
				next: 'write or between them in one where, or change one',
			});
			return;
		}
	}
}

/** What holds behind a stage: nothing of a field that it makes anew. */
export function earlierBehind(
	checking: Checking,
	{ stage, spec, schema }: CheckedStage,
	earlier: readonly Earlier[],
): readonly Earlier[] {
	const expression = spec.expression?.(stage);
	if (spec.kind === where.kind && expression !== undefined) {
		const found = testsOf(checking, expression).map(test => ({
			field: test.field,
			text: shown(test),
			excludes: (later: Test) => excludes(test, later),
		}));
		return [...earlier, ...found].slice(0, earlierMax);
	}

	const made = specOf(stage).makes(stage, tableOf([]));
	const isKept = keepsRows(stage) && (!made.open || schema.open);
	return isKept ? earlier.filter(({ field }) => !made.fields.has(field)) : [];
}

/** Tests that are remembered of one query: each condition is held against all of them. */
const earlierMax = 100;

/** Whether rows leave the stage as they are, but for fields that it makes. */
function keepsRows(stage: StageNode): boolean {
	const { run } = specOf(stage);
	return run.class === 'order' || (run.class === 'rows' && run.chooses?.(stage) === undefined);
}
