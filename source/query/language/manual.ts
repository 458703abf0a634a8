import type { FunctionSpec } from '../function/function-spec.ts';
import { aggregateSpecs } from '../aggregate/index.ts';
import type { AggregateSpec } from '../aggregate/aggregate-spec.ts';
import { functionSpecs } from '../function/index.ts';
import type { StageHelp } from '../stage/stage-spec.ts';
import { foreignWords, unsupportedStages } from '../syntax/foreign.ts';
import {
	expressionChapter,
	listChapter,
	searchChapter,
	shapeChapter,
	subqueryChapter,
	warningsChapter,
} from './manual-chapters.ts';
import { differencesChapter } from './differences.ts';
import { stageHelps } from './words.ts';

const groupTitles: Readonly<Record<StageHelp['group'], string>> = {
	extract: 'Stages that take values out',
	rows: 'Stages that choose, change and order rows',
	aggregate: 'Aggregates that stand alone',
	table: 'Stages after an aggregate',
	enrich: 'Stages that look things up',
};

/**
 * The manual as Markdown: the whole language, or the entry of one stage, aggregate or function;
 * empty when `name` is unknown.
 */
export function manual(name?: string): string {
	return name === undefined ? whole() : entryOf(name);
}

function whole(): string {
	const parts = [shapeChapter, searchChapter];
	for (const group of ['extract', 'rows'] as const) {
		parts.push(stageChapter(group));
	}

	parts.push('## Aggregates', aggregatesIntroduction, ...aggregateSpecs.map(aggregateEntry));
	for (const group of ['aggregate', 'table', 'enrich'] as const) {
		parts.push(stageChapter(group));
	}

	parts.push(
		expressionChapter,
		subqueryChapter,
		listChapter,
		functionChapter(),
		warningsChapter,
		missingChapter(),
	);
	parts.push(differencesChapter(), foreignChapter());
	return `${parts.join('\n\n')}\n`;
}

function entryOf(name: string): string {
	const word = name.trim().toLowerCase().replace(/\s+/g, ' ');
	const stages = stageHelps.filter(
		spec => spec.name === word || spec.name.split(' ')[0] === word || spec.aliases?.includes(word),
	);
	const entries = [
		...stages.map(stageEntry),
		...aggregateSpecs
			.filter(spec => spec.name === word || spec.aliases?.includes(word))
			.map(aggregateEntry),
		...functionSpecs.filter(spec => namesOf(spec).includes(word)).map(functionEntry),
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

function stageChapter(group: StageHelp['group']): string {
	const entries = stageHelps.filter(spec => spec.group === group).map(stageEntry);
	return [`## ${groupTitles[group]}`, ...entries].join('\n\n');
}

function stageEntry(spec: StageHelp): string {
	const also = spec.aliases === undefined ? '' : ` Also written \`${spec.aliases.join('`, `')}\`.`;
	return entry(spec.name, spec.syntax, `${sentence(spec.help)}${also}`, spec.example);
}

const aggregatesIntroduction =
	'Several may stand in one list, parted by commas, with the keys behind `by` at the end: ' +
	'`count as n, max(eventTime) as last by eventName`. Their arguments and keys may be expressions: ' +
	'`sum(if(isEmpty(errorCode), 0, 1)) as failed`. Without keys there is always one row. Rows come in the order of `_timeslice`, ' +
	'else the largest first.';

function aggregateEntry(spec: AggregateSpec): string {
	const column =
		spec.numbers === undefined
			? `\`${spec.title}\``
			: `\`${spec.numbers.title('f', '95')}\` for each ${spec.numbers.what}`;
	const help = `${sentence(spec.help)} Without \`as\` the column is ${column}.`;
	return entry(spec.name, spec.syntax, help, spec.example);
}

function entry(name: string, syntax: string, help: string, example: string): string {
	return `### ${name}\n\n\`${syntax}\`\n\n${help}\n\n\`\`\`\n${example}\n\`\`\``;
}

function functionChapter(): string {
	const lines = functionSpecs.map(spec => functionLine(spec));
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
