import { readExpression, refuseSubquery } from '../syntax/expression.ts';
import type { Reader } from '../syntax/reader.ts';
import { isTimeUnit, numberParts } from '../syntax/token.ts';
import type { SortKey } from '../syntax/tree.ts';
import type { StageBody } from './body.ts';

export function readWhere(reader: Reader): StageBody {
	refuseSubquery(reader);
	return { kind: 'where', condition: readExpression(reader) };
}

export function readTimeslice(reader: Reader): StageBody {
	reader.takeWord('by');
	if (reader.peek().kind !== 'number') {
		return { kind: 'timeslice', step: { kind: 'whole' }, as: readSliceName(reader) };
	}

	const token = reader.take();
	const span = reader.span(token.start);
	const { digits, unit } = numberParts(token.text);
	if (!Number.isSafeInteger(digits) || digits < 1) {
		reader.fail(span, `timeslice: ${token.text} is no width`, 'write a whole number, such as 5m');
	}

	if (unit === '') {
		if (reader.takeWord('buckets', 'bucket') === undefined) {
			reader.fail(
				span,
				`timeslice: ${token.text} has no unit`,
				`write ${token.text}m, ${token.text}h, or ${token.text} buckets`,
			);
		}

		const step = { kind: 'buckets', count: digits } as const;
		return { kind: 'timeslice', step, as: readSliceName(reader) };
	}

	if (!isTimeUnit(unit)) {
		const next = unit === 'M' ? `write ${digits}m for minutes` : 'units are s, m, h, d and w';
		reader.fail(span, `timeslice: "${unit}" is no unit of time`, next);
	}

	const step = { kind: 'width', count: digits, unit } as const;
	return { kind: 'timeslice', step, as: readSliceName(reader) };
}

function readSliceName(reader: Reader): string {
	return reader.optionalAs()?.name ?? '_timeslice';
}

export function readFields(reader: Reader): StageBody {
	const mode = reader.takeSymbol('-') === undefined ? 'keep' : 'drop';
	if (mode === 'keep') {
		reader.takeSymbol('+');
	}

	const fields = [reader.field()];
	while (reader.takeSymbol(',') !== undefined) {
		if (mode === 'drop') {
			reader.takeSymbol('-');
		}

		fields.push(reader.field());
	}

	return { kind: 'fields', mode, fields };
}

export function readSort(reader: Reader): StageBody {
	reader.takeWord('by');
	return { kind: 'sort', keys: readSortKeys(reader) };
}

function readSortKeys(reader: Reader): SortKey[] {
	const keys: SortKey[] = [];
	do {
		const sign = reader.takeSymbol('+', '-');
		const field = reader.field();
		const direction = reader.takeWord('asc', 'desc', 'ascending', 'descending');
		const descending =
			direction === undefined ? sign?.text !== '+' : direction.word.startsWith('desc');
		keys.push({ field, descending });
	} while (reader.takeSymbol(',') !== undefined);

	return keys;
}

export function readLimit(reader: Reader): StageBody {
	return { kind: 'limit', count: reader.integer('a number of rows', true) };
}

export function readTop(reader: Reader): StageBody {
	const count = reader.integer('a number of rows');
	const fields = reader.fields();
	const by = reader.takeWord('by') === undefined ? [] : readSortKeys(reader);
	return { kind: 'top', count, fields, by };
}

export function readTopk(reader: Reader): StageBody {
	const syntax = 'write topk(3, _count) by f';
	reader.expectSymbol('(', syntax);
	const count = reader.integer('a number of rows');
	reader.expectSymbol(',', syntax);
	const fields = [reader.field()];
	while (reader.takeSymbol(',') !== undefined) {
		fields.push(reader.field());
	}

	reader.expectSymbol(')', syntax);
	return { kind: 'topk', count, fields, by: reader.optionalBy() };
}

export function readDedup(reader: Reader): StageBody {
	let consecutive = reader.takeWord('consecutive') !== undefined;
	const counts = reader.peek().kind === 'number' && reader.peekSecond().text !== ',';
	const count = counts ? reader.integer('a number of rows') : 1;
	consecutive = reader.takeWord('consecutive') !== undefined || consecutive;
	const named = reader.takeWord('by') !== undefined || reader.isField();
	return { kind: 'dedup', count, consecutive, fields: named ? reader.fields() : [] };
}

export function readWithtime(reader: Reader): StageBody {
	return { kind: 'withtime', field: reader.field() };
}
