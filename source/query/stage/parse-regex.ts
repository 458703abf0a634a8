import { textOf } from '../comparison.ts';
import { sourceVector, type Extracted } from '../frame/extraction.ts';
import type { Frame } from '../frame/frame.ts';
import { constantVector, memoByCode } from '../frame/vector.ts';
import type { CompiledRegex } from '../regex/compiled.ts';
import { stringBody, unescapeRegex } from '../syntax/escape.ts';
import { regexGroups } from '../syntax/regex-groups.ts';
import { refuseSameNames } from '../syntax/same-names.ts';
import type { Reader } from '../syntax/reader.ts';
import type { Field, RegexText, StageNode } from '../syntax/tree.ts';
import { parseCompletion } from './parse-completion.ts';
import { readSourceField } from './read-parts.ts';
import { applyRegexMulti } from './regex-multi.ts';
import { adding } from './schema.ts';
import type { StageContext } from './stage-context.ts';
import type { Body, RowStep, StageSpec } from './stage-spec.ts';
import { extractionStep } from './steps.ts';
import { flagWord, sourceField } from './stage-text.ts';

export interface ParseRegexStage extends StageNode {
	readonly kind: 'parse-regex';
	/** Undefined: the whole event. */
	readonly field: Field | undefined;
	readonly regex: RegexText;
	/** Of the named groups. */
	readonly names: readonly string[];
	readonly nodrop: boolean;
	/** A row a match. */
	readonly multi: boolean;
}

export const parseRegex: StageSpec<ParseRegexStage> = {
	kind: 'parse-regex',
	help: {
		name: 'parse regex',
		aliases: ['extract'],
		group: 'extract',
		takes: 'any',
		tier: 'must',
		syntax: 'parse regex [field=f] "…(?<name>…)…"[, "…"] [nodrop] [multi]',
		help: 'takes each named group of a regular expression; multi makes a row a match',
		snippet: 'parse regex field=eventName "^(?<verb>[A-Z][a-z]+)"',
		keywords: ['regex', 'nodrop', 'multi', 'field'],
		example: '| parse regex field=eventName "^(?<verb>[A-Z][a-z]+)" | count by verb',
	},
	read: readParseRegex,
	print: stage => {
		const regex = `"${stage.regex.source.replace(/\\[\s\S]|"/g, at => (at === '"' ? '\\"' : at))}"`;
		const options = `${flagWord(stage.nodrop, 'nodrop')}${flagWord(stage.multi, 'multi')}`;
		return `parse regex ${sourceField(stage.field)}${regex}${options}`;
	},
	name: () => 'parse regex',
	explain: stage =>
		[
			...(stage.field === undefined ? [] : [`field=${stage.field.name}`]),
			`"${stage.regex.source.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"`,
			...(stage.nodrop ? ['nodrop'] : []),
			...(stage.multi ? ['multi'] : []),
		].join(' '),
	reads: stage => (stage.field === undefined ? [] : [stage.field]),
	makes: (stage, before) => adding(before, stage.names),
	check: ({ regex }, checking) => {
		checking.regex(regex);
	},
	sortsAsText: (stage, field) => {
		if (!stage.names.some(name => name.toLowerCase() === field.name.toLowerCase())) {
			return undefined;
		}

		const digits = `\\(\\?P?<${field.name}>(?:\\\\d|\\[0-9\\])[+*{}0-9,]*\\)`;
		return new RegExp(digits, 'i').test(stage.regex.source);
	},
	run: {
		class: 'rows',
		start: startParseRegex,
		extraction: { nodrop: stage => stage.nodrop },
		demands: stage => ({ text: stage.field === undefined }),
	},
	complete: parseCompletion,
	drill: {
		made: stage => stage.names.map(name => name.toLowerCase()),
		dropsRows: false,
		origin: stage => ({ kind: 'piece', of: stage.field }),
	},
};

/** `"…", "…"` is a stage for each, and options behind one of them are those of all. */
function readParseRegex(reader: Reader): Body<ParseRegexStage> {
	const field = readSourceField(reader);
	const { start } = reader.peek();
	const regexes: Pick<ParseRegexStage, 'regex' | 'names'>[] = [];
	let nodrop = false;
	let multi = false;
	do {
		regexes.push(readRegex(reader));
		while (reader.isWord('nodrop', 'multi')) {
			const option = reader.take().word;
			nodrop ||= option === 'nodrop';
			multi ||= option === 'multi';
		}
	} while (reader.takeSymbol(',') !== undefined);

	if (multi && regexes.length > 1) {
		reader.fail(
			reader.span(start),
			'parse regex: multi makes a row of each match of one regular expression',
			'give each a stage of its own: parse regex "…" multi | parse regex "…"',
		);
	}

	const stages = regexes.map(regex => ({
		kind: 'parse-regex' as const,
		field,
		...regex,
		nodrop,
		multi,
	}));
	reader.computed.push(...stages.slice(0, -1).map(one => ({ ...one, span: one.regex.span })));
	// The loop reads one at least.
	return stages.at(-1) as Body<ParseRegexStage>;
}

function readRegex(reader: Reader): Pick<ParseRegexStage, 'regex' | 'names'> {
	const token = reader.stringToken('a regular expression');
	const span = reader.span(token.start);
	const source = unescapeRegex(stringBody(token.text));
	const groups = regexGroups(source);
	if (groups.names.length === 0) {
		reader.fault(span, 'parse regex needs a named group', 'write (?<name>…) around what to take');
	} else if (groups.unnamedCount > 0) {
		reader.note(
			'warning',
			span,
			`${groups.unnamedCount} group(s) without a name are not taken`,
			'write (?<name>…) to take it or (?:…) to group only',
		);
	}

	refuseSameNames(
		reader,
		groups.names.map(name => ({ name, span })),
	);
	return { regex: { source, flags: '', span }, names: groups.names };
}

function startParseRegex(stage: ParseRegexStage, context: StageContext, noted: boolean): RowStep {
	const rule = { nodrop: stage.nodrop, noted };
	const regex = context.regex(stage.regex);
	if ('fault' in regex) {
		// The checks refuse such a query; otherwise nothing would match.
		return extractionStep(stage.names, rule, frame =>
			stage.names.map(name => ({
				name,
				codes: constantVector(null, frame.rowCount),
				hit: () => false,
				value: () => null,
			})),
		);
	}

	return stage.multi
		? {
				run: frame =>
					applyRegexMulti(
						frame,
						stage.field,
						regex,
						stage.names,
						rule,
						message => context.warn(message),
						bytes => context.spending.add(bytes, stage.span),
					),
				made: () => stage.names,
			}
		: extractionStep(stage.names, rule, frame => captureGroups(frame, stage, regex));
}

function captureGroups(
	frame: Frame,
	{ field, names }: ParseRegexStage,
	regex: CompiledRegex,
): readonly Extracted[] {
	const codes = sourceVector(frame, field);
	const captures = memoByCode(codes.size, code => {
		const text = codes.value(code);
		const match = text === null ? undefined : regex.exec(textOf(text));
		return match === undefined ? undefined : names.map(name => match.group(name));
	});
	const hit = (code: number): boolean => captures(code) !== undefined;
	return names.map((name, index) => ({
		name,
		codes,
		hit,
		value: code => captures(code)?.[index] ?? null,
	}));
}
