import xterm from '@xterm/headless';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ScreenWriter } from '../../../source/view/screen/screen-writer.ts';

const columns = 24;
const rows = 6;

function newTerminal() {
	return new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: false });
}

async function show(terminal: InstanceType<typeof xterm.Terminal>, bytes: string): Promise<void> {
	await new Promise<void>(resolve => {
		terminal.write(bytes, resolve);
	});
}

/** Every cell with its look, so that a wrong colour is a difference too. */
function cellsOn(terminal: InstanceType<typeof xterm.Terminal>): string[] {
	const cells: string[] = [];
	for (let y = 0; y < rows; y++) {
		const line = terminal.buffer.active.getLine(y);
		for (let x = 0; x < columns; x++) {
			const cell = line?.getCell(x);
			const marks = [cell?.getBgColor(), cell?.isInverse(), cell?.isUnderline()];
			const glyph = cell?.getChars() || ' ';
			// Neither the colour nor the weight of a blank is seen, unless it is inverse.
			const ink =
				glyph === ' ' && cell?.isInverse() === 0
					? []
					: [cell?.getFgColor(), cell?.isBold(), cell?.isDim()];
			const look = [...marks, ...ink];
			cells.push(`${glyph}${cell?.getWidth()} ${look.join()}`);
		}
	}

	return cells;
}

const piece = fc.constantFrom(
	'a',
	'bc',
	'   ',
	'漢',
	'é',
	'😀',
	'─',
	'\u001B[31m',
	'\u001B[1;44m',
	'\u001B[0m',
	'\u001B[38;5;120m',
	'\u001B[48;2;1;2;3m',
	'\u001B[7m',
	'\u001B[2;31m',
	'\u001B[4m',
	'\u001B[24m',
	'\u001B[48;5;17;1m',
	'…',
	'▸',
	'\u001B[22m',
	'\u001B[39m',
);
const line = fc.array(piece, { maxLength: 16 }).map(pieces => `${pieces.join('')}\u001B[0m`);
const frame = fc.array(line, { maxLength: rows }).map(lines => lines.join('\n'));

test('the terminal shows the same after diffs as after a full repaint', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(frame, { minLength: 2, maxLength: 6 }), async frames => {
			const live = newTerminal();
			const bytes: string[] = [];
			const writer = new ScreenWriter(
				{ write: (text, done) => (bytes.push(text), done()) },
				columns,
				rows,
			);
			for (const next of frames) {
				writer.paint(next);
				await show(live, bytes.splice(0).join(''));
				const fresh = newTerminal();
				const whole: string[] = [];
				new ScreenWriter(
					{ write: (text, done) => (whole.push(text), done()) },
					columns,
					rows,
				).paint(next);
				await show(fresh, whole.join(''));
				expect(cellsOn(live)).toEqual(cellsOn(fresh));
			}
		}),
		{ seed: 21, numRuns: 120 },
	);
});

test('nothing is written when nothing changed, and little when little did', () => {
	const bytes: string[] = [];
	const writer = new ScreenWriter({ write: (text, done) => (bytes.push(text), done()) }, 80, 24);
	const clock = (time: string) => `${time} trailtop\n${'x'.repeat(79)}`;
	writer.paint(clock('12:00:00'));
	bytes.length = 0;
	writer.paint(clock('12:00:00'));
	expect(bytes).toEqual([]);
	writer.paint(clock('12:00:01'));
	expect(bytes).toEqual(['\u001B[1;8H1']);
});

test('while the terminal is busy only the newest frame waits', async () => {
	const written: string[] = [];
	const waiting: (() => void)[] = [];
	const writer = new ScreenWriter(
		{ write: (text, done) => (written.push(text), waiting.push(done)) },
		10,
		1,
	);
	for (const text of ['one', 'two', 'three', 'four']) {
		writer.paint(text);
	}

	expect(written).toHaveLength(1);
	expect(writer.droppedCount).toBe(2);
	const settled = writer.settled();
	waiting.shift()?.();
	expect(written[1]).toContain('four');
	waiting.shift()?.();
	await settled;
	expect(writer.frameCount).toBe(2);
});

test('a redraw clears and paints everything again', () => {
	const bytes: string[] = [];
	const writer = new ScreenWriter({ write: (text, done) => (bytes.push(text), done()) }, 10, 2);
	writer.paint('abc');
	writer.redraw(10, 2);
	writer.paint('abc');
	expect(bytes[1]).toBe('\u001B[m\u001B[H\u001B[2J\u001B[1Habc');
});
