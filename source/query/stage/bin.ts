import { numberOf } from '../comparison.ts';
import { lazy } from '../frame/frame.ts';
import { mapped } from '../frame/vector.ts';
import { printField } from '../syntax/print-expression.ts';
import type { Reader } from '../syntax/reader.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import type { Value } from '../value.ts';
import { readConstant } from './read-parts.ts';
import { adding } from './schema.ts';
import { afterFields, words } from './stage-completion.ts';
import type { Body, StageSpec } from './stage-spec.ts';
import { definingStep } from './steps.ts';

export interface BinStage extends StageNode {
	readonly kind: 'bin';
	readonly field: Field;
	/** Above 0. */
	readonly width: number;
	/** Start of the first bin, which takes what is below it; undefined: bins start at multiples of the width. */
	readonly min: number | undefined;
	/** The bin that ends there, or has it inside, is the last one and takes what is above it. */
	readonly max: number | undefined;
}

const names = ['_bin_label', '_bin_lower', '_bin_upper'] as const;
const options = ['width', 'min', 'max'] as const;
const writeIt = 'write bin f width=10, min=0, max=500';

export const bin: StageSpec<BinStage> = {
	kind: 'bin',
	help: {
		name: 'bin',
		group: 'rows',
		takes: 'any',
		tier: 'later',
		syntax: 'bin f width=n[, min=n][, max=n]',
		help: 'makes _bin_label, _bin_lower and _bin_upper of the interval that has f: [lower, upper), of min and max the first and last one take the rest',
		snippet: 'bin _count width=10',
		keywords: options,
		example:
			'| timeslice 1h | count by _timeslice | bin _count width=100 | count by _bin_label, _bin_lower | sort by _bin_lower asc',
	},
	read: readBin,
	print: ({ field, width, min, max }) =>
		[
			`bin ${printField(field)} width=${width}`,
			...(min === undefined ? [] : [`min=${min}`]),
			...(max === undefined ? [] : [`max=${max}`]),
		].join(', '),
	name: () => 'bin',
	explain: ({ field, width }) => `${field.name} width=${width}`,
	reads: stage => [stage.field],
	makes: (_, before) => adding(before, names),
	run: {
		class: 'rows',
		start: stage =>
			definingStep(names, frame => {
				const values = frame.field(stage.field.name);
				for (const name of names) {
					frame.define(
						name,
						lazy(() => mapped(values.get(), value => partOf(binOf(value, stage), name))),
					);
				}
			}),
	},
	complete: {
		operands: 'fields',
		opens: ['bin'],
		follows: [...afterFields, ...words(options.map(option => `${option}=`))],
	},
	drill: { made: () => names, dropsRows: false, idle: true },
};

function readBin(reader: Reader): Body<BinStage> {
	const field = reader.field();
	const given: Partial<Record<(typeof options)[number], number>> = {};
	for (;;) {
		reader.takeSymbol(',');
		const option = options.find(name => reader.isWord(name));
		if (option === undefined) {
			break;
		}

		reader.take();
		reader.expectSymbol('=', `write ${option}=10`);
		given[option] = readNumber(reader, option);
	}

	const { width, min, max } = given;
	if (width === undefined) {
		return reader.failHere('bin needs a width', writeIt);
	}

	if (min !== undefined && max !== undefined && max <= min) {
		return reader.failHere('bin: max is above min', writeIt);
	}

	return { kind: 'bin', field, width, min, max };
}

function readNumber(reader: Reader, option: (typeof options)[number]): number {
	const { start } = reader.peek();
	const value = readConstant(reader);
	if (typeof value !== 'number' || (option === 'width' && value <= 0)) {
		const what = option === 'width' ? 'a number above 0' : 'a number';
		reader.fail(reader.span(start), `bin: ${option} is ${what}`, writeIt);
	}

	return value;
}

interface Bin {
	readonly lower: number;
	readonly upper: number;
}

function binOf(value: Value, { width, min, max }: BinStage): Bin | undefined {
	const number = numberOf(value);
	if (number === null || !Number.isFinite(number)) {
		return undefined;
	}

	const start = min ?? 0;
	const first = min === undefined ? -Infinity : 0;
	const last = max === undefined ? Infinity : Math.max(first, Math.ceil((max - start) / width) - 1);
	const index = Math.min(Math.max(Math.floor((number - start) / width), first), last);
	return Number.isFinite(index)
		? { lower: at(start, width, index), upper: at(start, width, index + 1) }
		: undefined;
}

/** More is not for `toFixed`. */
const mostDecimals = 100;

/** With as many decimals as the numbers have that it is made of: 0.30000000000000004 is 0.3. */
function at(start: number, width: number, index: number): number {
	const decimals = Math.max(decimalsOf(start), decimalsOf(width));
	return Number((start + index * width).toFixed(Math.min(decimals, mostDecimals)));
}

function decimalsOf(number: number): number {
	const [digits = '', exponent = '0'] = String(number).split('e');
	return Math.max(0, (digits.split('.')[1]?.length ?? 0) - Number(exponent));
}

function partOf(found: Bin | undefined, name: (typeof names)[number]): Value {
	if (found === undefined) {
		return null;
	}

	switch (name) {
		case '_bin_label':
			return `[${found.lower}, ${found.upper})`;
		case '_bin_lower':
			return found.lower;
		case '_bin_upper':
			return found.upper;
	}
}
