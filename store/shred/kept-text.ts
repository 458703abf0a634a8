import { compactJson } from './compact.ts';
import { TokenScanner } from './scanner.ts';

/**
 * The compact form of kept bytes, which the columns cannot rebuild; the text as it is when it is
 * not JSON.
 */
export function keptText(bytes: Uint8Array): string {
	const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	const compact = compactJson(text) ?? text;
	const scanner = new TokenScanner();
	scanner.setBytes(compact);
	const isJson = scanner.value(0, compact.length) === compact.length;
	return Buffer.from(isJson ? compact : text).toString('utf8');
}
