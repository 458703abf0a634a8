import { compileRegex, isRegexFault } from '../regex/compile.ts';
import type { RegexText } from '../syntax/tree.ts';
import { walkExpression } from '../syntax/walk-expression.ts';
import type { CheckedStage, Checking } from './checking.ts';

/** Reports regexes in expressions that the engine cannot run. */
export function checkRegexes(checking: Checking, { stage, spec }: CheckedStage): void {
	const expression = spec.expression?.(stage);
	if (expression === undefined) {
		return;
	}

	walkExpression(expression, part => {
		if (part.kind === 'matches-regex') {
			checkRegex(checking, part.regex);
		} else if (part.kind === 'call') {
			for (const argument of part.args) {
				if (argument.kind === 'regex') {
					checkRegex(checking, argument.regex);
				}
			}
		}
	});
}

/** Reports a regex that the engine cannot run. */
export function checkRegex(checking: Checking, regex: RegexText): void {
	const compiled = compileRegex(regex.source, regex.flags);
	if (isRegexFault(compiled)) {
		const { start, end } = regex.span;
		const holdsVariable = checking.query.text.slice(start, end).includes('{{');
		checking.faults.push({
			severity: 'fault',
			span: regex.span,
			message: compiled.fault,
			next: holdsVariable
				? 'choose another value for the variable'
				: 'write a regex of the RE2 kind; \\ before a mark makes it literal',
		});
	}
}
