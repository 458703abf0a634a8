import type { Reader } from '../syntax/reader.ts';
import { isTimeUnit, numberParts, numberValue } from '../syntax/token.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import type { Span } from '../value.ts';
import type { TextSource } from './cluster/distinct-texts.ts';
import { closingOffset } from './join-syntax.ts';
import { readDuration, readSourceField } from './read-parts.ts';
import type { Body, InnerQuery } from './stage-spec.ts';

export interface LogcompareStage extends StageNode, TextSource {
	readonly kind: 'logcompare';
	/** When the past was. */
	readonly past: Past;
	/** What it is; undefined: the query itself. */
	readonly baseline: Baseline | undefined;
}

export type Past =
	| { readonly kind: 'shift'; readonly shiftMs: number; readonly label: string }
	/** Without an end it is as long as the query's range. */
	| { readonly kind: 'range'; readonly fromMs: number; readonly toMs: number | undefined };

interface Baseline extends InnerQuery {
	/** Between the parentheses. */
	readonly inner: Span;
}

const writeIt = 'write logcompare timeshift -24h';
const usual: Past = { kind: 'shift', shiftMs: 86_400_000, label: '24h' };

export function readLogcompare(reader: Reader): Body<LogcompareStage> {
	let field: Field | undefined;
	let past = usual;
	let baseline: Baseline | undefined;
	for (;;) {
		field = readSourceField(reader) ?? field;
		const option = reader.takeWord('timeshift', 'start_time', 'baseline', 'target');
		switch (option?.word) {
			case undefined:
				return { kind: 'logcompare', field, values: [], past, baseline };
			case 'timeshift':
				past = readShift(reader);
				break;
			case 'start_time':
				past = readRange(reader);
				break;
			case 'baseline':
				baseline = readBaseline(reader);
				break;
			default:
				reader.fail(
					reader.span(option?.start ?? reader.lastEnd),
					'the target is what stands before logcompare',
					'write it there: target search | logcompare timeshift -24h baseline (search)',
				);
		}
	}
}

/** `-24h`, also without its sign; `-0s` is the range itself. */
function readShift(reader: Reader): Past {
	reader.takeSymbol('-');
	const token = reader.peek();
	if (numberValue(token.text) === 0 && isTimeUnit(numberParts(token.text).unit)) {
		reader.take();
		return { kind: 'shift', shiftMs: 0, label: token.text };
	}

	const { ms, label } = readDuration(reader, writeIt);
	return { kind: 'shift', shiftMs: ms, label };
}

function readRange(reader: Reader): Past {
	const start = reader.peek().start;
	const fromMs = readMoment(reader);
	const toMs = reader.takeWord('end_time') === undefined ? undefined : readMoment(reader);
	if (toMs !== undefined && toMs <= fromMs) {
		reader.fail(reader.span(start), 'the past ends before it starts', 'exchange the two times');
	}

	return { kind: 'range', fromMs, toMs };
}

const moment = /\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?(?![\w:])/y;

/** An ISO time; without a zone it is UTC. In ms. */
function readMoment(reader: Reader): number {
	const { start } = reader.peek();
	moment.lastIndex = start;
	const [text] = moment.exec(reader.text) ?? [];
	const hasZone = text !== undefined && /(?:Z|[+-]\d\d:\d\d)$/.test(text.slice(10));
	const ms = Date.parse(
		text === undefined || hasZone || text.length === 10 ? `${text}` : `${text}Z`,
	);
	if (text === undefined || start + text.length > reader.limit || Number.isNaN(ms)) {
		reader.failHere('Expected a time', 'write it as 2026-03-01T12:00:00Z');
	}

	reader.moveTo(start + text.length);
	return ms;
}

function readBaseline(reader: Reader): Baseline {
	const open = reader.expectSymbol('(', 'write baseline (search)');
	const close = closingOffset(reader, open.end);
	const { search, end } = reader.reading.readSearch(open.end, close);
	const stages = end < close ? reader.stages(end + 1, close) : [];
	reader.moveTo(close + 1);
	return { search, stages, inner: reader.span(open.end, close) };
}
