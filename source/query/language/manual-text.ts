import type { FunctionSpec } from '../function/function.ts';
import { foreignWords, unsupportedStages } from './foreign.ts';
import { expressionChapter, searchChapter, shapeChapter } from './manual-chapters.ts';
import type { AggregateSpec, StageSpec } from './stage-spec.ts';

/** The words of the language, from the one table. */
export interface Language {
	readonly stages: readonly StageSpec[];
	readonly aggregates: readonly AggregateSpec[];
	readonly functions: readonly FunctionSpec[];
}

const groupTitles: Readonly<Record<StageSpec['group'], string>> = {
	extract: 'Stages that take values out',
	rows: 'Stages that choose, change and order rows',
	aggregate: 'Aggregates that stand alone',
	table: 'Stages after an aggregate',
	enrich: 'Stages that look things up',
};

/** The whole language as Markdown. */
export function manualOf(language: Language): string {
	const parts = [shapeChapter, searchChapter];
	for (const group of ['extract', 'rows'] as const) {
		parts.push(stageChapter(language, group));
	}

	parts.push('## Aggregates', aggregatesIntroduction, ...language.aggregates.map(aggregateEntry));
	for (const group of ['aggregate', 'table', 'enrich'] as const) {
		parts.push(stageChapter(language, group));
	}

	parts.push(expressionChapter, functionChapter(language), missingChapter(), foreignChapter());
	return `${parts.join('\n\n')}\n`;
}

/** What the manual says of one word; empty when the language does not know it. */
export function entryOf(language: Language, name: string): string {
	const word = name.trim().toLowerCase().replace(/\s+/g, ' ');
	const stages = language.stages.filter(
		spec => spec.name === word || spec.name.split(' ')[0] === word || spec.aliases?.includes(word),
	);
	const entries = [
		...stages.map(stageEntry),
		...language.aggregates.filter(spec => spec.name === word).map(aggregateEntry),
		...language.functions.filter(spec => namesOf(spec).includes(word)).map(functionEntry),
	];
	if (word === 'if') {
		entries.push(ifEntry);
	}

	const repair = unsupportedStages.get(word) ?? foreignWords.get(word);
	if (entries.length === 0 && repair !== undefined) {
		entries.push(`\`${word}\` is not part of the language: ${repair}.`);
	}

	return entries.length === 0 ? '' : `${entries.join('\n\n')}\n`;
}

function namesOf(spec: FunctionSpec): string[] {
	return [spec.name, ...(spec.aliases ?? [])].map(name => name.toLowerCase());
}

function stageChapter(language: Language, group: StageSpec['group']): string {
	const entries = language.stages.filter(spec => spec.group === group).map(stageEntry);
	return [`## ${groupTitles[group]}`, ...entries].join('\n\n');
}

function stageEntry(spec: StageSpec): string {
	const also = spec.aliases === undefined ? '' : ` Also written \`${spec.aliases.join('`, `')}\`.`;
	return entry(spec.name, spec.syntax, `${sentence(spec.help)}${also}`, spec.example);
}

const aggregatesIntroduction =
	'Several may stand in one list, parted by commas, with the keys behind `by` at the end: ' +
	'`count as n, max(eventTime) as last by eventName`. They take fields: compute first what is ' +
	'no field yet. Without keys there is always one row. Rows come in the order of `_timeslice`, ' +
	'else the largest first.';

function aggregateEntry(spec: AggregateSpec): string {
	const column = spec.name === 'pct' ? '`_f_pct_95` for each percentile' : `\`${spec.title}\``;
	const help = `${sentence(spec.help)} Without \`as\` the column is ${column}.`;
	return entry(spec.name, spec.syntax, help, spec.example);
}

function entry(name: string, syntax: string, help: string, example: string): string {
	return `### ${name}\n\n\`${syntax}\`\n\n${help}\n\n\`\`\`\n${example}\n\`\`\``;
}

function functionChapter(language: Language): string {
	const lines = language.functions.map(spec => functionLine(spec));
	const introduction =
		'A function of null is null unless its line says otherwise. Names are found in any case.';
	return ['## Functions', introduction, [ifLine, ...lines].join('\n')].join('\n\n');
}

const ifLine = '- `if(condition, a, b)`: a where the condition is true, else b';
const ifEntry = `### if\n\n${ifLine.slice(2)}. Also written \`condition ? a : b\`.`;

function functionLine(spec: FunctionSpec): string {
	const also = spec.aliases === undefined ? '' : ` (also \`${spec.aliases.join('`, `')}\`)`;
	return `- \`${spec.syntax}\`${also}: ${spec.help}`;
}

function functionEntry(spec: FunctionSpec): string {
	const replaces =
		spec.replacesArgument === true
			? ' Without `as` the result replaces the field that it is given.'
			: '';
	return `### ${spec.name}\n\n${functionLine(spec).slice(2)}.${replaces}`;
}

function missingChapter(): string {
	const lines = [...unsupportedStages].map(([name, repair]) => `- \`${name}\`: ${repair}`);
	return ['## Not supported yet', lines.join('\n')].join('\n\n');
}

function foreignChapter(): string {
	const lines = [...foreignWords].map(([name, repair]) => `- \`${name}\`: ${repair}`);
	return ['## For those who come from another language', lines.join('\n')].join('\n\n');
}

function sentence(text: string): string {
	return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
