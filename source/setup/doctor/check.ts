/** `odd`: it works, but the user should know about it. */
type CheckState = 'good' | 'odd' | 'bad';

/** One check: what was tried, what came back, and what to do. */
export interface Check {
	readonly area: 'source' | 'store' | 'terminal';
	readonly name: string;
	readonly state: CheckState;
	/** What came back, as a sentence without its full stop. */
	readonly found: string;
	/** What to do next. */
	readonly next?: string | undefined;
	/** A missing policy statement, ready to paste. */
	readonly statement?: unknown;
}

/** Reports a check of one area. */
export type Report = (
	name: string,
	state: CheckState,
	found: string,
	more?: Pick<Check, 'next' | 'statement'>,
) => void;

export function reporterFor(area: Check['area'], onCheck: (check: Check) => void): Report {
	return (name, state, found, more = {}) => onCheck({ area, name, state, found, ...more });
}

const marks: Readonly<Record<CheckState, string>> = { good: 'ok  ', odd: 'note', bad: 'FAIL' };
const nameCells = 12;

/** Formats a check as lines of text. */
export function printCheck(check: Check): string {
	const indent = ' '.repeat(marks.good.length + 1 + nameCells + 1);
	const statement =
		check.statement === undefined
			? []
			: ['missing statement:', ...JSON.stringify(check.statement, null, 2).split('\n')];
	const lines = [
		`${marks[check.state]} ${check.name.padEnd(nameCells)} ${check.found}`,
		...(check.next === undefined ? [] : [`${indent}next: ${check.next}`]),
		...statement.map(line => `${indent}${line}`),
	];
	return `${lines.join('\n')}\n`;
}
