import type { Reader } from '../syntax/reader.ts';
import { isTimeUnit, numberParts } from '../syntax/token.ts';
import type { Field } from '../syntax/tree.ts';
import { arWindowMax } from './autoregression.ts';
import { readBetween, readDuration } from './read-parts.ts';

/** Rows that `predict` adds. */
export const forecastMax = 100;

interface Predicting {
	readonly field: Field;
	readonly stepMs: number;
	readonly forecast: number;
	readonly model:
		{ readonly kind: 'linear' } | { readonly kind: 'ar'; readonly window: number | undefined };
}

/** `f by 1m [model=ar], [ar.window=n], [forecast=k]`, options in any order. */
export function readPredict(reader: Reader): Predicting {
	const field = reader.field();
	reader.expectWord('by', 'write predict f by 1h');
	reader.takeSymbol('=');
	const stepMs = readDuration(reader).ms;
	let forecast = 3;
	let isLinear = true;
	let window: number | undefined;
	for (;;) {
		reader.takeSymbol(',');
		const option = reader.takeWord('model', 'ar.window', 'forecast');
		if (option === undefined) {
			break;
		}

		reader.expectSymbol('=', `write ${option.word}=value`);
		if (option.word === 'forecast') {
			forecast = readForecast(reader, stepMs);
		} else if (option.word === 'ar.window') {
			window = readBetween(reader, 'a number of buckets', 1, arWindowMax);
		} else {
			isLinear = readModel(reader) === 'linear';
		}
	}

	if (isLinear && window !== undefined) {
		const span = reader.span(reader.lastEnd);
		reader.note('warning', span, 'ar.window is of model=ar, and the line has none', 'add model=ar');
	}

	return { field, stepMs, forecast, model: isLinear ? { kind: 'linear' } : { kind: 'ar', window } };
}

function readModel(reader: Reader): string {
	const model = reader.takeWord('linear', 'ar');
	return model === undefined
		? reader.failHere('predict: no such model', 'write model=linear or model=ar')
		: model.word;
}

/** A number of buckets, or the time that they last. */
function readForecast(reader: Reader, stepMs: number): number {
	const token = reader.peek();
	if (token.kind !== 'number' || !isTimeUnit(numberParts(token.text).unit)) {
		return readBetween(reader, 'a number of rows', 1, forecastMax);
	}

	const { ms, label } = readDuration(reader);
	const count = Math.ceil(ms / stepMs);
	if (count > forecastMax) {
		const message = `${label} are ${count} buckets, and at most ${forecastMax} are added`;
		reader.fail(reader.span(token.start), message, `write forecast=${forecastMax}`);
	}

	return count;
}
