import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TerminalText } from '../../source/text/terminal-text.ts';

/** All that is drawn of these writes, the end included. */
function drawn(...writes: readonly (string | Uint8Array)[]): string {
	const text = new TerminalText();
	return writes.map(data => text.take(data)).join('') + text.end();
}

const bytes = (...codes: readonly number[]) => Uint8Array.from(codes);

test.each([
	{ name: 'lines and tabs', writes: ['a\tb\nc\n'], shown: 'a\tb\nc\n' },
	{ name: 'the line ends of CSV', writes: ['a\r\nb\r', '\nc'], shown: 'a\nb\nc' },
	{ name: 'a return that overwrites', writes: ['good\rbad', '\r'], shown: 'good\\x0dbad\\x0d' },
	{ name: 'a sequence in two writes', writes: ['\u001B', '[2J'], shown: '\\x1b[2J' },
	{ name: 'C1, in bytes', writes: [bytes(0xc2, 0x9b), '31m'], shown: '\\x9b31m' },
	{ name: 'C1, in two writes', writes: [bytes(0xc2), bytes(0x9b, 0x6d)], shown: '\\x9bm' },
	{ name: 'a byte that is no UTF-8', writes: [bytes(0x9b, 0x41)], shown: '\uFFFDA' },
	{ name: 'half a character before a text', writes: [bytes(0xe2, 0x82), 'x'], shown: '\uFFFDx' },
	{ name: 'a character in two writes', writes: [bytes(0xe2, 0x82), bytes(0xac)], shown: '€' },
	{ name: 'a surrogate pair in two writes', writes: ['\uD83E', '\uDD8A'], shown: '🦊' },
	{ name: 'half a pair', writes: ['\uD83E', 'x', '\uD83E'], shown: '\\ud83ex\\ud83e' },
	{ name: 'a mark of byte order', writes: [bytes(0xef, 0xbb, 0xbf)], shown: '\\ufeff' },
])('$name', ({ writes, shown }) => {
	expect(drawn(...writes)).toBe(shown.replaceAll('\\x0d', '\\r'));
});

const acting = /[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?![\n\t])\p{Cc}/u;
const combining = /\p{M}/u;

test('however a text is cut into writes, the same is drawn and nothing of it acts', () => {
	fc.assert(
		fc.property(
			fc.string({ unit: 'binary' }),
			fc.array(fc.nat(50), { maxLength: 5 }),
			(text, cuts) => {
				const places = [0, ...cuts.sort((a, b) => a - b), text.length + 50];
				const parts = places.slice(1).map((end, index) => text.slice(places[index], end));
				const shown = drawn(...parts);
				expect(shown).not.toMatch(acting);
				// A run of combining marks is counted anew by each write.
				if (!combining.test(text)) {
					expect(shown).toBe(drawn(text));
				}
			},
		),
		{ seed: 5, numRuns: 300 },
	);
});
