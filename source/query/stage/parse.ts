import { textOf } from '../comparison.ts';
import { compileAnchor, matchAnchor } from '../frame/anchor.ts';
import { readsRecord, sourceVector, type Extracted } from '../frame/extraction.ts';
import type { Frame } from '../frame/frame.ts';
import { memoByCode } from '../frame/vector.ts';
import { anchoredKey } from '../syntax/anchored-key.ts';
import { anchorLiterals, quoteString, stringBody } from '../syntax/escape.ts';
import { refuseSameNames } from '../syntax/same-names.ts';
import type { Reader } from '../syntax/reader.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import type { Span } from '../value.ts';
import { adding } from './schema.ts';
import { parseCompletion } from './parse-completion.ts';
import { readSourceField } from './read-parts.ts';
import type { StageSpec } from './stage-spec.ts';
import { extractionStep } from './steps.ts';
import { flagWord, listFields, plainNames, sourceField } from './stage-text.ts';

/** One anchor of `parse "a*b*"`: `literals.length === names.length + 1`. */
export interface AnchorPattern {
	readonly literals: readonly string[];
	readonly names: readonly Field[];
	readonly span: Span;
}

export interface ParseStage extends StageNode {
	readonly kind: 'parse';
	/** Undefined: the whole event. */
	readonly field: Field | undefined;
	readonly patterns: readonly AnchorPattern[];
	readonly nodrop: boolean;
}

const namesOf = (stage: ParseStage) =>
	stage.patterns.flatMap(({ names }) => names.map(({ name }) => name));

export const parse: StageSpec<ParseStage> = {
	kind: 'parse',
	help: {
		name: 'parse',
		group: 'extract',
		takes: 'any',
		tier: 'must',
		syntax: 'parse [field=f] "a*b*c" as x, y [nodrop]',
		help: 'takes the text at each * of an anchor; rows without a match go, unless nodrop',
		snippet: 'parse "\\"eventName\\":\\"*\\"" as event_name',
		keywords: ['nodrop', 'field'],
		example: '| parse "\\"userName\\":\\"*\\"" as user nodrop | count by user',
	},
	read: reader => {
		reader.takeWord('anchor');
		const field = readSourceField(reader);
		const patterns: AnchorPattern[] = [];
		let nodrop = false;
		do {
			patterns.push(readAnchor(reader));
			nodrop = reader.takeWord('nodrop') !== undefined || nodrop;
		} while (reader.takeSymbol(',') !== undefined);

		refuseSameNames(
			reader,
			patterns.flatMap(({ names }) => names),
		);
		return { kind: 'parse', field, patterns, nodrop };
	},
	print: stage =>
		`parse ${sourceField(stage.field)}${stage.patterns.map(anchorText).join(', ')}${flagWord(stage.nodrop, 'nodrop')}`,
	name: () => 'parse',
	explain: stage => {
		const patterns = stage.patterns.map(
			({ literals, names }) => `${quoteString(literals.join('*'))} as ${plainNames(names)}`,
		);
		const source = stage.field === undefined ? [] : [`field=${stage.field.name}`];
		return [...source, patterns.join(', '), ...(stage.nodrop ? ['nodrop'] : [])].join(' ');
	},
	reads: stage => (stage.field === undefined ? [] : [stage.field]),
	makes: (stage, before) => adding(before, namesOf(stage)),
	sortsAsText: (stage, field) =>
		namesOf(stage).some(name => name.toLowerCase() === field.name.toLowerCase())
			? numericName.test(field.name)
			: undefined,
	run: {
		class: 'rows',
		start: (stage, _, noted) =>
			extractionStep(namesOf(stage), { nodrop: stage.nodrop, noted }, frame =>
				stage.patterns.flatMap(pattern => capture(frame, stage.field, pattern)),
			),
		extraction: { nodrop: stage => stage.nodrop },
		demands: ({ field, patterns }) => {
			const keys = patterns.map(({ literals }) => anchoredKey(literals));
			return field === undefined
				? { keys: keys.filter(key => key !== undefined), text: keys.includes(undefined) }
				: {};
		},
		explains: stage => [{ what: parse.explain(stage), how: readsColumns(stage) }],
	},
	complete: parseCompletion,
	drill: {
		made: stage => namesOf(stage).map(name => name.toLowerCase()),
		dropsRows: false,
		origin: stage => ({ kind: 'piece', of: stage.field }),
	},
};

/** Names of fields that probably contain numbers. */
const numericName =
	/(?:^|_|[a-z](?=[A-Z]))(?:count|size|bytes|ms|sec|seconds|duration|num|number|port|status|total|age|length)$/i;

/** Whether all anchors have the form that is evaluated on columns. */
function readsColumns({ field, patterns }: ParseStage): string | undefined {
	return field === undefined &&
		patterns.every(({ literals }) => anchoredKey(literals) !== undefined)
		? 'read from columns'
		: undefined;
}

function readAnchor(reader: Reader): AnchorPattern {
	if (reader.isWord('using')) {
		reader.failHere('there are no named parsers here', 'write the anchor: parse "a*b" as name');
	}

	const token = reader.stringToken('an anchor');
	const literals = anchorLiterals(stringBody(token.text));
	const span = reader.span(token.start);
	if (/(?<!\\)(?:\\\\)*\*\*/.test(token.text)) {
		reader.fail(span, 'parse: ** is no anchor', 'put text between the stars, or use one *');
	}

	reader.expectWord('as', 'name what each * takes: parse "a*b" as name');
	// A comma before a string starts the next anchor, not the next name.
	const names = reader.fields(() => reader.peekSecond().kind === 'string');
	const wildcardCount = literals.length - 1;
	if (wildcardCount !== names.length && reader.hasStar(token.start, token.end)) {
		reader.failWithoutValue(span);
	}

	if (wildcardCount !== names.length) {
		reader.fail(
			{ start: span.start, end: reader.span(token.start).end },
			`parse: ${wildcardCount} wildcard(s) but ${names.length} name(s)`,
			'give as many names after as as there are * in the anchor',
		);
	}

	return { literals, names, span };
}

function anchorText(pattern: AnchorPattern): string {
	const literals = pattern.literals.map(literal =>
		quoteString(literal).slice(1, -1).replaceAll('*', '\\*'),
	);
	return `"${literals.join('*')}" as ${listFields(pattern.names)}`;
}

function capture(
	frame: Frame,
	field: Field | undefined,
	pattern: AnchorPattern,
): readonly Extracted[] {
	const anchor = compileAnchor(pattern.literals);
	const key = readsRecord(frame, field) ? anchoredKey(pattern.literals) : undefined;
	const [only] = pattern.names;
	if (key !== undefined && only !== undefined) {
		const codes = frame.recordVector(source => source.anchor(key, anchor));
		const value = memoByCode(codes.size, code => codes.value(code));
		return [{ name: only.name, codes, hit: code => value(code) !== null, value }];
	}

	const codes = sourceVector(frame, field);
	const captures = memoByCode(codes.size, code => {
		const text = codes.value(code);
		return text === null ? undefined : matchAnchor(anchor, textOf(text));
	});
	const hit = (code: number): boolean => captures(code) !== undefined;
	return pattern.names.map(({ name }, index) => ({
		name,
		codes,
		hit,
		value: code => captures(code)?.[index] ?? null,
	}));
}
