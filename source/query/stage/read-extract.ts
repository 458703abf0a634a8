import { anchorLiterals, stringBody, unescapeRegex, unescapeString } from '../syntax/escape.ts';
import { readJsonPath } from '../syntax/json-path.ts';
import type { Reader } from '../syntax/reader.ts';
import { regexGroups } from '../syntax/regex-groups.ts';
import type { AnchorPattern, Field, JsonPath } from '../syntax/tree.ts';
import type { StageBody } from './body.ts';

/** `parse`, and `parse regex` when that word follows. */
export function readParse(reader: Reader): StageBody {
	if (reader.takeWord('regex') !== undefined) {
		return readParseRegex(reader);
	}

	reader.takeWord('anchor');
	const field = readSourceField(reader);
	const patterns: AnchorPattern[] = [];
	let nodrop = false;
	do {
		patterns.push(readAnchor(reader));
		nodrop = reader.takeWord('nodrop') !== undefined || nodrop;
	} while (reader.takeSymbol(',') !== undefined);

	return { kind: 'parse', field, patterns, nodrop };
}

function readAnchor(reader: Reader): AnchorPattern {
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
	if (wildcardCount !== names.length) {
		reader.fail(
			{ start: span.start, end: reader.span(token.start).end },
			`parse: ${wildcardCount} wildcard(s) but ${names.length} name(s)`,
			'give as many names after as as there are * in the anchor',
		);
	}

	return { literals, names, span };
}

/** `field=f`, which stands before the pattern; undefined means the whole event. */
function readSourceField(reader: Reader): Field | undefined {
	if (!reader.isWord('field')) {
		return undefined;
	}

	reader.take();
	reader.expectSymbol('=', 'write field=name');
	return reader.field();
}

/** `parse regex` and `extract`. */
export function readParseRegex(reader: Reader): StageBody {
	const field = readSourceField(reader);
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

	let nodrop = false;
	let multi = false;
	while (reader.isWord('nodrop', 'multi')) {
		const option = reader.take().word;
		nodrop ||= option === 'nodrop';
		multi ||= option === 'multi';
	}

	const regex = { source, flags: '', span };
	return { kind: 'parse-regex', field, regex, names: groups.names, nodrop, multi };
}

/** `json`, and `json auto` when that word follows. */
export function readJson(reader: Reader): StageBody {
	if (reader.takeWord('auto') !== undefined) {
		return readJsonAuto(reader);
	}

	const start = reader.peek().start;
	const field = readSourceField(reader);
	const paths: JsonPath[] = [];
	do {
		paths.push(readPath(reader));
	} while (reader.takeSymbol(',') !== undefined);

	let names = paths.map(path => path.text);
	if (reader.takeWord('as') !== undefined) {
		names = reader.fields().map(name => name.name);
		if (names.length !== paths.length) {
			reader.fail(
				reader.span(start),
				`json: ${paths.length} path(s) but ${names.length} name(s)`,
				'give one name for each path',
			);
		}
	}

	const nodrop = reader.takeWord('nodrop') !== undefined;
	return { kind: 'json', field, paths, names, nodrop };
}

function readPath(reader: Reader): JsonPath {
	const token = reader.stringToken('a JSON path');
	const text = unescapeString(stringBody(token.text));
	const steps = readJsonPath(text);
	const span = reader.span(token.start);
	if (steps === undefined) {
		reader.fail(span, `"${text}" is no JSON path`, "write a.b, a[0], a[*].b or ['key.with.dots']");
	}

	return { text, steps, span };
}

function readJsonAuto(reader: Reader): StageBody {
	let field: Field | undefined;
	let depthMax: number | undefined;
	let extractArrays = false;
	let keys: Keys = { keys: undefined };
	let refOnly = false;
	for (;;) {
		if (reader.isWord('field')) {
			field = readSourceField(reader);
		} else if (reader.takeWord('maxdepth') !== undefined) {
			depthMax = reader.integer('a depth');
		} else if (reader.takeWord('extractarrays') !== undefined) {
			extractArrays = true;
		} else if (reader.takeWord('refonly') !== undefined) {
			refOnly = true;
		} else if (reader.takeWord('keys') !== undefined) {
			keys = { keys: readKeys(reader) };
		} else if (keys.keys !== undefined && reader.isWord('as')) {
			keys = readKeyNames(reader, keys.keys);
		} else if (reader.takeWord('nodrop') === undefined) {
			// Rows without JSON stay anyway, so nodrop says nothing new.
			break;
		}
	}

	return { kind: 'json-auto', field, depthMax, extractArrays, ...keys, refOnly };
}

interface Keys {
	readonly keys: readonly string[] | undefined;
	readonly keyNames?: readonly string[];
}

/** `"a", "b"`, also without the commas. */
function readKeys(reader: Reader): readonly string[] {
	const keys = [reader.string('a key')];
	while (reader.takeSymbol(',') !== undefined || reader.isString()) {
		keys.push(reader.string('a key'));
	}

	return keys;
}

function readKeyNames(reader: Reader, keys: readonly string[]): Keys {
	const { start } = reader.take();
	const keyNames = reader.fields().map(({ name }) => name);
	if (keyNames.length !== keys.length) {
		reader.fail(
			reader.span(start),
			`json auto: ${keys.length} key(s) but ${keyNames.length} name(s)`,
			'give one name for each key',
		);
	}

	return { keys, keyNames };
}

/** `split f delim=':' extract 1 as a, 3 as b` */
export function readSplit(reader: Reader): StageBody {
	const syntax = "write split f delim=':' extract 1 as a, 3 as b";
	const isOption = reader.isWord('field') && reader.peekSecond().text === '=';
	const field = (isOption ? readSourceField(reader) : undefined) ?? reader.field();
	reader.expectWord('delim', syntax);
	reader.expectSymbol('=', syntax);
	const delimiter = readDelimiter(reader);
	reader.expectWord('extract', syntax);
	const extract: { index: number; name: string }[] = [];
	do {
		const at = reader.peek();
		const index = reader.integer('a position, from 1');
		if (index < 1) {
			reader.fail(reader.span(at.start), 'split: positions start at 1', syntax);
		}

		reader.expectWord('as', syntax);
		extract.push({ index, name: reader.field().name });
	} while (reader.takeSymbol(',') !== undefined);

	return { kind: 'split', field, delimiter, extract };
}

function readDelimiter(reader: Reader): string {
	const token = reader.peek();
	let delimiter: string;
	if (token.kind === 'single-quoted') {
		reader.take();
		delimiter = token.text.slice(1, -1);
	} else {
		delimiter = reader.string('a delimiter');
	}

	if (delimiter === '') {
		reader.fail(reader.span(token.start), 'split: the delimiter is empty', "write delim=':'");
	}

	return delimiter;
}
