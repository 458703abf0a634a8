import type { Column } from '../../../store/column/column.ts';

/** The first byte of a code's token: a quote for text, a bracket or brace for a container. */
export function firstByteOf(column: Column): (code: number) => number {
	const { tokens } = column;
	return tokens === undefined
		? code => column.token(code).charCodeAt(0)
		: code => tokens.bytes[tokens.offsets[code - 1] as number] as number;
}

/** Bytes of a code's token. */
export function tokenLengthOf(column: Column): (code: number) => number {
	const { tokens } = column;
	return tokens === undefined
		? code => column.token(code).length
		: code => (tokens.offsets[code] as number) - (tokens.offsets[code - 1] as number);
}
