import type { Value } from '../../source/query/value.ts';
import { asNumber, asText } from './value.ts';

/** `format`: null where a value is missing, no number, or written in a way that is not known. */
export function formatted(pattern: string, values: readonly Value[]): string | null {
	const written: (string | undefined)[] = [];
	let next = 0;
	const directive = /%(?:(\d+)\$)?([-#+ 0,(]*)(\d*)(?:\.(\d+))?([a-zA-Z%])/g;
	const text = pattern.replace(
		directive,
		(_whole, position = '', flags = '', width = '', precision = '', letter = '') => {
			if (letter === '%') {
				return '%';
			}

			if (letter === 'n') {
				return '\n';
			}

			const value = values[position === '' ? next++ : Number(position) - 1];
			const result =
				value === undefined || Number(width) > 1_000 || Number(precision) > 100
					? undefined
					: write(value, String(letter), {
							flags: String(flags),
							width: Number(width),
							precision: precision === '' ? undefined : Number(precision),
						});
			written.push(result);
			return result ?? '';
		},
	);
	return written.includes(undefined) ? null : text;
}

interface Layout {
	readonly flags: string;
	readonly width: number;
	readonly precision: number | undefined;
}

function write(value: Value, letter: string, layout: Layout): string | undefined {
	const kind = letter.toLowerCase();
	const body = 'sb'.includes(kind)
		? asText(value).slice(0, layout.precision)
		: signed(asNumber(value), kind, layout);

	if (body === undefined) {
		return undefined;
	}

	const cased = letter === kind ? body : body.toUpperCase();
	const gap = Math.max(0, layout.width - cased.length);

	if (layout.flags.includes('-')) {
		return cased + ' '.repeat(gap);
	}

	return layout.flags.includes('0') && kind !== 's'
		? cased.replace(/^[-+ ]?/, sign => sign + '0'.repeat(gap))
		: ' '.repeat(gap) + cased;
}

function signed(number: number | undefined, kind: string, layout: Layout): string | undefined {
	const bare =
		number === undefined ? undefined : digitsOf(Math.abs(number), kind, layout.precision);

	if (bare === undefined) {
		return undefined;
	}

	const { flags } = layout;
	const [whole = '', fraction] = bare.split('.');
	const grouped = flags.includes(',') ? inThrees(whole) : whole;
	const digits = fraction === undefined ? grouped : `${grouped}.${fraction}`;

	if (number! < 0 && /[1-9a-f]/i.test(bare)) {
		return flags.includes('(') ? `(${digits})` : `-${digits}`;
	}

	return (flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '') + digits;
}

function inThrees(digits: string): string {
	return digits.length > 3 && /^\d+$/.test(digits)
		? `${inThrees(digits.slice(0, -3))},${digits.slice(-3)}`
		: digits;
}

function digitsOf(number: number, kind: string, precision = 6): string | undefined {
	if (!Number.isFinite(number)) {
		return asText(number);
	}

	const whole = BigInt(Math.floor(number));

	switch (kind) {
		case 'd':
			return whole.toString();
		case 'x':
			return whole.toString(16);
		case 'o':
			return whole.toString(8);
		case 'f':
			return number.toFixed(precision);
		case 'e': {
			const [digits, exponent = ''] = number.toExponential(precision).split('e');
			return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
		}
		case 'g':
			return number.toPrecision(precision === 0 ? 1 : precision);
		case 'c':
			return number > 0x10ffff ? undefined : String.fromCodePoint(Number(whole));
		default:
			return undefined;
	}
}
