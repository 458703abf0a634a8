import { numberOf, textOf } from '../comparison.ts';
import { textLengthMax, TooLarge } from '../spending.ts';
import type { Value } from '../value.ts';
import { argsUnbounded, define } from './define.ts';
import type { FunctionSpec } from './function-spec.ts';

/** A larger width or precision is a mistake, and would need that much memory per row. */
const widthMax = 1_000;

const conversion = /%(?:(\d+)\$)?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g;

interface Directive {
	readonly flags: string;
	readonly width: number;
	readonly precision: number | undefined;
	readonly letter: string;
}

export const formatFunctions: readonly FunctionSpec[] = [
	define(
		'format',
		[1, argsUnbounded],
		{
			syntax: 'format("%s %,.2f", a, b)',
			help: 'text by a pattern of Java: %s %S %d %f %x %e %b %%',
		},
		([pattern, ...values]) => format(textOf(pattern ?? null), values),
	),
];

function format(pattern: string, values: readonly Value[]): string | null {
	let next = 0;
	let broken = false;
	let length = 0;
	const text = pattern.replace(
		conversion,
		(_whole, position: string, flags: string, width: string, precision: string, letter: string) => {
			if (letter === '%' || letter === 'n') {
				return letter === '%' ? '%' : '\n';
			}

			const index = position === undefined ? next++ : Number(position) - 1;
			const value = values[index];
			const directive = {
				flags,
				width: Number(width ?? 0),
				precision: precision === undefined ? undefined : Number(precision),
				letter,
			};
			const written = value === undefined ? undefined : write(value, directive);
			broken ||= written === undefined;
			length += written?.length ?? 0;
			if (length > textLengthMax) {
				throw TooLarge.text();
			}

			return written ?? '';
		},
	);
	return broken ? null : text;
}

function write(value: Value, directive: Directive): string | undefined {
	const { letter, width, precision = 0 } = directive;

	if (width > widthMax || precision > 100) {
		return undefined;
	}

	const body =
		letter.toLowerCase() === 's' || letter.toLowerCase() === 'b'
			? textOf(value).slice(0, directive.precision)
			: writeNumber(numberOf(value), directive);

	if (body === undefined) {
		return undefined;
	}

	return padTo(letter === letter.toUpperCase() ? body.toUpperCase() : body, directive);
}

function writeNumber(value: number | null, directive: Directive): string | undefined {
	if (value === null) {
		return undefined;
	}

	const digits = writeDigits(Math.abs(value), directive);

	if (digits === undefined) {
		return undefined;
	}

	const grouped = directive.flags.includes(',') ? group(digits) : digits;
	const negative = value < 0 && /[1-9a-f]/i.test(digits);

	if (negative) {
		return directive.flags.includes('(') ? `(${grouped})` : `-${grouped}`;
	}

	return `${directive.flags.includes('+') ? '+' : directive.flags.includes(' ') ? ' ' : ''}${grouped}`;
}

function writeDigits(value: number, directive: Directive): string | undefined {
	const precision = directive.precision ?? 6;

	if (!Number.isFinite(value)) {
		return textOf(value);
	}

	switch (directive.letter.toLowerCase()) {
		case 'd':
			return Math.trunc(value).toFixed(0);
		case 'f':
			return value.toFixed(precision);
		case 'e':
			// Java prints at least two digits of the exponent.
			return value.toExponential(precision).replace(/e([+-])(\d)$/, 'e$10$2');
		case 'g':
			return value.toPrecision(Math.max(1, precision));
		case 'x':
			return Math.trunc(value).toString(16);
		case 'o':
			return Math.trunc(value).toString(8);
		case 'c':
			return value <= 0x10ffff ? String.fromCodePoint(Math.trunc(value)) : undefined;
		default:
			return undefined;
	}
}

function group(digits: string): string {
	const [whole = '', ...rest] = digits.split('.');
	return [whole.replace(/\B(?=(?:\d{3})+$)/g, ','), ...rest].join('.');
}

function padTo(text: string, { flags, width, letter }: Directive): string {
	if (flags.includes('-')) {
		return text.padEnd(width);
	}

	if (!flags.includes('0') || letter.toLowerCase() === 's') {
		return text.padStart(width);
	}

	const sign = /^[+\- ]/.exec(text)?.[0] ?? '';
	return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}
