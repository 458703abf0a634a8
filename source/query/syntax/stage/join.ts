import { unreadable } from '../reader.ts';
import type { Reader } from '../reader.ts';
import { splitStages } from '../split.ts';
import type { Field, Stage } from '../tree.ts';
import type { StageBody } from './body.ts';
import { readDuration } from './table.ts';

const syntax = 'write join (stages) as t1, (stages) as t2 on t1.a = t2.b';

/** Reads the stages of a range of the text; given in, because a stage reads stages only here. */
export type RangeReader = (reader: Reader, start: number, end: number) => Stage | undefined;

/** `join (stages) as t1, (stages) as t2 on t1.a = t2.b [and …] [timewindow 10m]` */
export function readJoin(readRange: RangeReader): (reader: Reader) => StageBody {
	return reader => {
		const tables = [readTable(reader, readRange)];
		while (reader.takeSymbol(',') !== undefined) {
			tables.push(readTable(reader, readRange));
		}

		if (tables.length < 2) {
			reader.failHere('join needs two pipelines', syntax);
		}

		reader.expectWord('on', syntax);
		const on: { left: Field; right: Field }[] = [];
		do {
			const left = reader.field();
			reader.takeSymbol('=', '==') ?? reader.failHere('Expected "="', syntax);
			on.push({ left, right: reader.field() });
		} while (reader.takeWord('and') !== undefined || reader.takeSymbol(',') !== undefined);

		const timed = reader.takeWord('timewindow') !== undefined;
		const windowMs = timed ? readDuration(reader).ms : undefined;
		return { kind: 'join', tables, on, windowMs };
	};
}

function readTable(reader: Reader, readRange: RangeReader): { name: string; stages: Stage[] } {
	const open = reader.expectSymbol('(', syntax);
	const close = closingOffset(reader, open.end);
	const stages: Stage[] = [];
	for (const range of splitStages(reader.reading.scanner, open.end, close)) {
		const stage = readRange(reader, range.start, range.end);
		if (stage !== undefined) {
			stages.push(stage);
		}
	}

	reader.moveTo(close + 1);
	reader.expectWord('as', syntax);
	return { name: reader.field().name, stages };
}

/** Offset of the parenthesis that closes the one before `from`. */
function closingOffset(reader: Reader, from: number): number {
	const { scanner } = reader.reading;
	let depth = 1;
	for (let at = from; at < reader.limit;) {
		at = scanner.skipBlank(at, reader.limit);
		const character = reader.text[at];
		depth += character === '(' ? 1 : character === ')' ? -1 : 0;
		if (depth === 0) {
			return at;
		}

		at = character === '"' ? scanner.string(at).end : at + 1;
	}

	reader.fault(reader.span(from - 1, from), 'Expected ")"', 'close this parenthesis with )');
	throw unreadable;
}
