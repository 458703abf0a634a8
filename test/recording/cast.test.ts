import xterm from '@xterm/headless';
import { expect, test } from 'vitest';
import { readCast, writeCast } from '../../fixtures/recording/cast.ts';
import { changeBytes, rowsBytes } from '../../fixtures/recording/screen-bytes.ts';
import { readScreen } from '../../fixtures/screen/read-screen.ts';
import type { Emulator } from '../../fixtures/screen/read-screen.ts';

const header = '{"version":2,"width":20,"height":3}';

test('a cast that is written is read as it was', () => {
	const cast = {
		header: { version: 2, width: 20, height: 3, duration: 2, title: 'a "title"' },
		events: [
			[0, 'm', 'a mark'],
			[1.25, 'o', '\u001B[31m<&\n'],
		],
	} as const;
	expect(readCast(writeCast(cast))).toEqual(cast);
	expect(readCast(`${header}\n[0.5,"o","x"]\n`)).toMatchObject({ header: { duration: 0.5 } });
});

test.each([
	['', /line 1: expected JSON/],
	['{"version":3,"width":20,"height":3}', /line 1: expected a header with version 2/],
	['{"version":2,"width":0,"height":3}', /line 1/],
	['null', /line 1/],
	[`${header}\n[0,"r","80x24"]`, /line 2: expected/],
	[`${header}\n[2,"o","x"]\n[1,"o","x"]`, /line 3: expected .* not before 2 s/],
	[`${header}\n[0,"o",7]`, /line 2/],
	[`${header}\n[null,"o","x"]`, /line 2/],
])('%j is no cast', (text, message) => {
	expect(() => readCast(text)).toThrow(message);
});

function terminal(): Emulator {
	return new xterm.Terminal({ cols: 24, rows: 4, allowProposedApi: true });
}

function write(to: Emulator, data: string): Promise<void> {
	return new Promise(resolve => to.write(data, resolve));
}

test('the bytes of rows draw every look again, and only what changed', async () => {
	const [seen, drawn] = [terminal(), terminal()];
	let shown: readonly string[] = [];
	for (const data of [
		'\u001B[1mbold\u001B[m \u001B[2;3;4mdim\u001B[m \u001B[7minverse\u001B[m\r\n',
		'\u001B[38;2;1;2;3;48;5;200mcolours \u001B[41;92m 漢é \u001B[m\r\nplain',
		'\u001B[2;1H\u001B[2K\u001B[44m   \u001B[m',
		'\u001B[2J',
	]) {
		await write(seen, data);
		const rows = rowsBytes(seen);
		await write(drawn, changeBytes(shown, rows));
		shown = rows;
		expect(readScreen(drawn)).toEqual(readScreen(seen));
	}

	expect(changeBytes(['same', 'old'], ['same', 'new'])).toBe(
		'\u001B[2;1H\u001B[0m\u001B[2Knew\u001B[0m',
	);
});
