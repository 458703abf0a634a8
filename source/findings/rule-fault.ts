/** What is wrong in the file of a rule. */
export interface RuleFault {
	readonly file: string;
	/** From 1. */
	readonly line: number;
	/** `count.within`; empty for the file as a whole. */
	readonly path: string;
	readonly message: string;
	/** The repair, as a sentence; empty when none is known. */
	readonly next: string;
}

export type FaultPath = readonly (string | number)[];

export type ReportFault = (path: FaultPath, message: string, next?: string) => void;

/** `mine.yaml:12: count.within: …; did you mean …?` in one line. */
export function formatRuleFault({ file, line, path, message, next }: RuleFault): string {
	const key = path === '' ? '' : ` ${path}:`;
	return `${file}:${line}:${key} ${message}${next === '' ? '' : `; ${next}`}`;
}

/** `tests[0].records[1]` */
export function faultPathText(path: FaultPath): string {
	return path
		.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`))
		.join('');
}
