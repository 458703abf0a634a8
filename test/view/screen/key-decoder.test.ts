import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TerminalEvent } from '../../../source/view/screen/key.ts';
import { KeyDecoder } from '../../../source/view/screen/key-decoder.ts';

/** `ctrl+alt+x`, `paste:…`: events as a person would write them. */
function spoken(events: readonly TerminalEvent[]): string[] {
	return events.map(event => {
		switch (event.kind) {
			case 'key': {
				const held = [event.ctrl && 'ctrl', event.alt && 'alt', event.shift && 'shift'];
				return [...held.filter(Boolean), event.name].join('+');
			}

			case 'paste':
				return `paste:${event.text}`;

			case 'focus':
				return event.focused ? 'focus' : 'blur';

			case 'mouse':
				return `${event.act}:${event.x},${event.y}`;

			case 'background':
				return `background:${event.red},${event.green},${event.blue}`;

			case 'mode':
				return `mode:${event.mode}:${event.supported}`;

			case 'attributes':
				return 'attributes';
		}
	});
}

function decode(...chunks: readonly string[]): string[] {
	const decoder = new KeyDecoder();
	const events = chunks.flatMap(chunk => decoder.write(Buffer.from(chunk)));
	return spoken([...events, ...decoder.flush()]);
}

test.each([
	{ name: 'letters, coalesced', bytes: 'jjG', keys: ['j', 'j', 'G'] },
	{ name: 'letters beyond ASCII', bytes: 'é漢😀', keys: ['é', '漢', '😀'] },
	{ name: 'control letters', bytes: '\u0001\u0012\u001A', keys: ['ctrl+a', 'ctrl+r', 'ctrl+z'] },
	{ name: 'ctrl-space', bytes: '\u0000', keys: ['ctrl+space'] },
	{ name: 'both backspaces', bytes: '\u007F\u0008', keys: ['backspace', 'backspace'] },
	{ name: 'delete is not backspace', bytes: '\u001B[3~', keys: ['delete'] },
	{ name: 'enter, tab, shift-tab', bytes: '\r\t\u001B[Z', keys: ['enter', 'tab', 'shift+tab'] },
	{ name: 'arrows, coalesced', bytes: '\u001B[B\u001B[B\u001BOA', keys: ['down', 'down', 'up'] },
	{
		name: 'arrows with modifiers',
		bytes: '\u001B[1;5C\u001B[1;2D\u001B[1;3A',
		keys: ['ctrl+right', 'shift+left', 'alt+up'],
	},
	{
		name: 'function keys of three kinds',
		bytes: '\u001BOP\u001B[11~\u001B[[A\u001B[24~',
		keys: ['f1', 'f1', 'f1', 'f12'],
	},
	{ name: 'alt and a letter', bytes: '\u001Bf\u001B\u007F', keys: ['alt+f', 'alt+backspace'] },
	{ name: 'a lone escape', bytes: '\u001B', keys: ['escape'] },
	{ name: 'two escapes', bytes: '\u001B\u001B', keys: ['escape', 'escape'] },
	{ name: 'shift-enter of the newer protocol', bytes: '\u001B[13;2u', keys: ['shift+enter'] },
	{ name: 'focus', bytes: '\u001B[I\u001B[O', keys: ['focus', 'blur'] },
	{
		name: 'the mouse',
		bytes: '\u001B[<0;10;5M\u001B[<32;11;5M\u001B[<0;12;5mx\u001B[<64;1;1M\u001B[<65;223;400M',
		keys: ['press:9,4', 'drag:10,4', 'release:11,4', 'x', 'wheel-up:0,0', 'wheel-down:222,399'],
	},
	{ name: 'the old form of the mouse is no text', bytes: '\u001B[M !!y', keys: ['y'] },
	{
		name: 'and a cut one ends where the next begins',
		bytes: '\u001B[M !\u001B[M !!y',
		keys: ['y'],
	},
	{
		name: 'other buttons, held keys and reports that are none',
		bytes: [
			...[
				'0;0;1M',
				'0;1;0M',
				'1;1;1M',
				'2;1;1m',
				'4;1;1M',
				'16;1;1M',
				'35;1;1M',
				'64;1;1m',
				'66;1;1M',
			],
			...[
				'0;1M',
				'0;1;1;1M',
				';;M',
				'M',
				'0:1:1M',
				'0;1;1 M',
				'0;123456;1M',
				'0;1;1q',
				'00000;1;1M',
			],
		]
			.map(report => `\u001B[<${report}`)
			.join(''),
		keys: [],
	},
	{
		name: 'the background',
		bytes: '\u001B]11;rgb:ffff/8080/0000\u0007a',
		keys: ['background:255,128,0', 'a'],
	},
	{
		name: 'modes and attributes',
		bytes: '\u001B[?2026;2$y\u001B[?2026;0$y\u001B[?62;4c',
		keys: ['mode:2026:true', 'mode:2026:false', 'attributes'],
	},
	{
		name: 'a paste',
		bytes: '\u001B[200~a\r\nb\u001B[A\u001B[201~c',
		keys: ['paste:a\nb\u001B[A', 'c'],
	},
	{ name: 'unknown sequences', bytes: '\u001B[99xq\u001BP1$r0m\u001B\\q', keys: ['q', 'q'] },
])('$name', ({ bytes, keys }) => {
	expect(decode(bytes)).toEqual(keys);
});

test('it does not matter where the bytes are split', () => {
	const pieces = fc.constantFrom(
		'j',
		'漢',
		'\u001B[B',
		'\u001B[1;5C',
		'\u001BOP',
		'\u001B[200~x\ny\u001B[201~',
		'\u001B]11;rgb:ff/00/00\u001B\\',
		'\u001B[I',
		'\u001B[<0;10;5M',
		'\u001B[<35;10;5M',
		'\r',
	);
	fc.assert(
		fc.property(
			fc.array(pieces, { maxLength: 12 }),
			fc.array(fc.nat(), { maxLength: 8 }),
			(parts, cuts) => {
				const bytes = Buffer.from(parts.join(''));
				const decoder = new KeyDecoder();
				const events: TerminalEvent[] = [];
				let from = 0;
				for (const cut of cuts.map(cut => cut % (bytes.length + 1)).sort((a, b) => a - b)) {
					events.push(...decoder.write(bytes.subarray(from, cut)));
					from = cut;
				}

				events.push(...decoder.write(bytes.subarray(from)), ...decoder.flush());
				expect(spoken(events)).toEqual(decode(parts.join('')));
			},
		),
		{ seed: 11, numRuns: 300 },
	);
});

test('random bytes never throw and never leave an endless wait', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 400 }), bytes => {
			const decoder = new KeyDecoder();
			decoder.write(bytes);
			decoder.flush();
			decoder.write(Buffer.from('\u001B[201~'));
			decoder.flush();
			expect(spoken(decoder.write(Buffer.from('q')))).toContain('q');
		}),
		{ seed: 12, numRuns: 300 },
	);
});

test('a sequence longer than any is dropped, and what comes then is read', () => {
	const decoder = new KeyDecoder();
	decoder.write(Buffer.from(`\u001B[${'1;'.repeat(150)}`));
	expect(spoken(decoder.write(Buffer.from('a')))).toEqual(['a']);
});

test('the rest of a cut report of the mouse is waited for, however long that takes', () => {
	const decoder = new KeyDecoder();
	const told: string[] = [];
	for (const byte of '\u001B[<0;15;4M') {
		told.push(...spoken(decoder.write(Buffer.from(byte))));
		if (told.length === 0 && byte !== '\u001B' && byte !== '[') {
			expect(decoder.waitMs).toBeUndefined();
			expect(decoder.flush()).toEqual([]);
		}
	}

	expect(told).toEqual(['press:14,3']);
	// What comes in its place is a key, but for one letter that could have been its end.
	decoder.write(Buffer.from('\u001B[<0;15'));
	expect(spoken(decoder.write(Buffer.from('\r')))).toEqual(['enter']);
	decoder.write(Buffer.from('\u001B[<0;15'));
	expect(spoken(decoder.write(Buffer.from('qq')))).toEqual(['q']);
	decoder.write(Buffer.from('\u001B[<0;15'));
	expect(spoken(decoder.write(Buffer.from('\u001B[A')))).toEqual(['up']);
});

test('a report of the mouse without an end takes no room, and its end is no key', () => {
	const decoder = new KeyDecoder();
	decoder.write(Buffer.from('\u001B[<'));
	for (let part = 0; part < 50; part++) {
		expect(decoder.write(Buffer.from('1;2;'.repeat(500)))).toEqual([]);
		expect(decoder.flush()).toEqual([]);
		expect(decoder.waitingLength).toBeLessThanOrEqual(32);
	}

	expect(spoken(decoder.write(Buffer.from('Mx')))).toEqual(['x']);
});

test('whatever follows the beginning of a report, no digit, mark or end of it is typed', () => {
	fc.assert(
		fc.property(
			fc.array(fc.constantFrom('0', '5', ';', '1;1', '<', ':', '0;3;3'), { maxLength: 40 }),
			fc.constantFrom('M', 'm', 'q', '~'),
			(parts, end) => {
				const decoder = new KeyDecoder();
				const events = decoder.write(Buffer.from('\u001B[<'));
				for (const part of [...parts, end]) {
					events.push(...decoder.write(Buffer.from(part)), ...decoder.flush());
				}

				expect(events.filter(event => event.kind !== 'mouse')).toEqual([]);
			},
		),
		{ seed: 13, numRuns: 300 },
	);
});

test.each([1, 2])('a paste in %i pieces is cut after a million characters', pieceCount => {
	const decoder = new KeyDecoder();
	const pieces = Array.from({ length: pieceCount }, () => 'x'.repeat(1_000_100 / pieceCount));
	decoder.write(Buffer.from('\u001B[200~'));
	for (const piece of pieces) {
		decoder.write(Buffer.from(piece));
	}

	const [paste] = decoder.write(Buffer.from('\u001B[201~'));
	expect(paste).toEqual({ kind: 'paste', text: 'x'.repeat(1_000_000) });
});
