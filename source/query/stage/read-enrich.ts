import { stringBody, unescapeString } from '../syntax/escape.ts';
import type { Reader } from '../syntax/reader.ts';
import { isSpace } from '../syntax/scanner.ts';
import type { Field, LookupSource } from '../syntax/tree.ts';
import type { StageBody } from './body.ts';

const syntax = 'write lookup a, b from source on key = field';

export function readLookup(reader: Reader): StageBody {
	const outputs: { column: string; as: string }[] = [];
	let all = false;
	do {
		if (reader.takeSymbol('*') !== undefined) {
			all = true;
		} else {
			const column = reader.isString() ? reader.string('a column') : reader.field().name;
			outputs.push({ column, as: reader.optionalAs()?.name ?? column });
		}
	} while (reader.takeSymbol(',') !== undefined);

	const from = reader.expectWord('from', syntax);
	const source = readSource(reader, from.end);
	reader.expectWord('on', syntax);
	const on: { left: Field; right: Field }[] = [];
	do {
		const left = reader.field();
		const right = reader.takeSymbol('=', '==') === undefined ? left : reader.field();
		on.push({ left, right });
	} while (reader.takeWord('and') !== undefined || reader.takeSymbol(',') !== undefined);

	if (all && outputs.length > 0) {
		return { kind: 'lookup', outputs, rest: true, source, on };
	}

	return { kind: 'lookup', outputs: all ? 'all' : outputs, source, on };
}

/** `geo://location`, `path://"/a table"`, `/shared/table` or `"/shared/table"`. */
function readSource(reader: Reader, from: number): LookupSource {
	const { text, reading, limit } = reader;
	const start = skipSpace(text, from, limit);
	let at = start;
	while (at < limit && !isSpace(text[at])) {
		reading.scanner.meter.steps++;
		if (text[at] === '"') {
			const region = reading.scanner.string(at);
			const span = reader.span(at, Math.min(region.end, limit));
			if (!region.closed) {
				reader.fail(span, 'unterminated double quoted string', 'close it with "');
			}

			at = region.end;
		} else {
			at++;
		}
	}

	at = Math.min(at, limit);
	if (at === start) {
		reader.failHere('Expected a table', 'write geo://location, asn://default or path://"/table"');
	}

	const written = text.slice(start, at).replace(/^path:\/\//i, '');
	const name = written.startsWith('"') ? unescapeString(stringBody(written)) : written;
	reader.moveTo(at);
	return { name, span: reader.span(start) };
}

/** A source may start with a slash, which a token reader takes for a comment or a division. */
function skipSpace(text: string, from: number, limit: number): number {
	let at = from;
	while (at < limit && isSpace(text[at])) {
		at++;
	}

	return at;
}

export function readGeoip(reader: Reader): StageBody {
	const [field, ...extra] = reader.fields() as [Field, ...Field[]];
	return extra.length === 0 ? { kind: 'geoip', field } : { kind: 'geoip', field, extra };
}

export function readThreatip(reader: Reader): StageBody {
	return { kind: 'threatip', field: reader.field() };
}

export function readThreatlookup(reader: Reader): StageBody {
	const single = reader.takeWord('singleindicator') !== undefined;
	let sourceName: string | undefined;
	if (reader.isWord('source') && reader.peekSecond().text === '=') {
		reader.take();
		reader.take();
		sourceName = reader.string('a source');
	}

	return { kind: 'threatlookup', single, sourceName, field: reader.field() };
}
