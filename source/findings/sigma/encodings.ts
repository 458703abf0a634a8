/** Changes of a text before it is compared; each gives every form that it may have. */
export const encodings: Readonly<Record<string, (text: Uint8Array) => readonly Uint8Array[]>> = {
	base64: bytes => [ascii(Buffer.from(bytes).toString('base64'))],
	base64offset: bytes => [0, 1, 2].map(offset => ascii(base64At(bytes, offset))),
	wide: bytes => [utf16(bytes, 'little')],
	utf16le: bytes => [utf16(bytes, 'little')],
	utf16be: bytes => [utf16(bytes, 'big')],
	utf16: bytes => [joinBytes(Uint8Array.of(0xff, 0xfe), utf16(bytes, 'little'))],
};

function ascii(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}

/** The characters of the Base64 of a longer text that the bytes alone decide. */
function base64At(bytes: Uint8Array, offset: number): string {
	const start = [0, 2, 3][offset] ?? 0;
	const text = Buffer.from(joinBytes(new Uint8Array(offset), bytes)).toString('base64');
	const end = [0, -3, -2][(bytes.length + offset) % 3] ?? 0;
	return text.slice(start, end === 0 ? undefined : end);
}

function utf16(bytes: Uint8Array, order: 'little' | 'big'): Uint8Array {
	const little = Buffer.from(new TextDecoder().decode(bytes), 'utf16le');
	return order === 'little' ? little : little.swap16();
}

function joinBytes(first: Uint8Array, second: Uint8Array): Uint8Array {
	return Buffer.concat([first, second]);
}

const dashes = ['-', '/', '\u2013', '\u2014', '\u2015'];
const optionDash = new RegExp(String.raw`\B[${dashes.join('')}]\b`);
/** Regex of what a shell may take for the dash of an option. */
export const anyDash = '[-/\u2013\u2014\u2015]';
/** Dashes of a text that is encoded with each combination of them: 625 texts. */
export const encodedDashesMax = 4;

/** A command line parted at the dashes of its options. */
export function partsOfOptions(text: string): readonly string[] {
	return text.split(optionDash);
}

/** The parts joined by each combination of dashes. */
export function dashed([first = '', ...rest]: readonly string[]): readonly string[] {
	return rest.reduce<readonly string[]>(
		(texts, part) => texts.flatMap(text => dashes.map(dash => `${text}${dash}${part}`)),
		[first],
	);
}
