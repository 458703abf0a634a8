import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TerminalEvent } from '../../../source/view/screen/key.ts';
import { Screen } from '../../../source/view/screen/screen.ts';
import {
	enterSequence,
	leaveSequence,
	mouseOff,
	mouseOn,
} from '../../../source/view/screen/terminal-modes.ts';
import type { TerminalPort } from '../../../source/view/screen/terminal-port.ts';

const answers = '\u001B]11;rgb:ffff/ffff/ffff\u001B\\\u001B[?2026;2$y\u001B[?62c';

/** A terminal that is a file: frames and what is written at once land there in their order. */
class FileTerminal implements TerminalPort {
	readonly outputDescriptor: number;
	readonly #dir = mkdtempSync(join(tmpdir(), 'trailtop-screen-'));
	readonly listeners: Partial<Record<'resize' | 'hangup' | 'continue' | 'fatal', () => void>> = {};
	readonly rawModes: boolean[] = [];
	/** The last one first: whether messages of others wait. */
	readonly holds: boolean[] = [];
	#input: (bytes: Uint8Array) => void = () => {};

	constructor() {
		this.outputDescriptor = openSync(join(this.#dir, 'screen'), 'a+');
	}

	text(): string {
		return readFileSync(join(this.#dir, 'screen'), 'utf8');
	}

	type(text: string): void {
		this.#input(Buffer.from(text));
	}

	close(): void {
		closeSync(this.outputDescriptor);
		rmSync(this.#dir, { recursive: true });
	}

	size() {
		return { columns: 20, rows: 4 };
	}

	onInput(listener: (bytes: Uint8Array) => void): () => void {
		this.#input = listener;
		return () => {
			this.#input = () => {};
		};
	}

	onResize = this.#listen('resize');
	onHangup = this.#listen('hangup');
	onContinue = this.#listen('continue');
	onFatal = this.#listen('fatal');

	setRaw(isRaw: boolean): void {
		this.rawModes.push(isRaw);
	}

	holdMessages(isHeld: boolean): void {
		this.holds.unshift(isHeld);
		this.writeNow(isHeld ? '' : '<messages>');
	}

	writeNow(text: string): void {
		writeSync(this.outputDescriptor, text);
	}

	async handOver(): Promise<number> {
		return 0;
	}

	suspend(): Promise<void> {
		this.writeNow('<the shell>');
		return Promise.resolve();
	}

	#listen(name: keyof FileTerminal['listeners']) {
		return (listener: () => void) => {
			this.listeners[name] = listener;
			return () => {
				delete this.listeners[name];
			};
		};
	}
}

let terminal: FileTerminal;
let events: TerminalEvent[][];
let told: string[];
let screen: Screen;

beforeEach(() => {
	terminal = new FileTerminal();
	events = [];
	told = [];
	screen = new Screen(terminal, {
		onEvents: batch => events.push([...batch]),
		onResize: () => told.push('resize'),
		onLost: () => told.push('lost'),
	});
});

afterEach(() => {
	terminal.close();
});

test('a frame under way ends before the screen is given back', async () => {
	screen.take();
	terminal.type(answers);
	screen.writer.paint('the last frame');
	screen.writer.paint('one that nobody sees');
	await screen.give();
	const text = terminal.text();
	expect(text.startsWith(enterSequence)).toBe(true);
	expect(text.endsWith(`the last frame\u001B[?2026l${leaveSequence}<messages>`)).toBe(true);
	expect(terminal.rawModes).toEqual([true, false]);
	expect(terminal.listeners).toEqual({});
});

test('given back twice it is written once, and nothing is drawn after', async () => {
	screen.take();
	terminal.type(answers);
	await screen.give();
	await screen.give();
	screen.writer.paint('too late');
	await screen.writer.settled();
	expect(terminal.text().split(leaveSequence)).toHaveLength(2);
	expect(terminal.text()).not.toContain('too late');
});

test('a sudden end gives it back at once', () => {
	screen.take();
	terminal.listeners.fatal?.();
	expect(terminal.text().endsWith(`${leaveSequence}<messages>`)).toBe(true);
	expect(terminal.rawModes).toEqual([true, false]);
});

test('many keys that come at once are told at once', () => {
	screen.take();
	terminal.type('abc');
	terminal.type(`${answers}d`);
	expect(events.map(batch => batch.length)).toEqual([3, 2]);
	expect(events[1]?.[0]).toEqual({ kind: 'background', red: 255, green: 255, blue: 255 });
	expect(screen.writer.usesSync).toBe(true);
});

test('a suspended screen is the shell’s, and then everything is drawn again', async () => {
	screen.take();
	terminal.type(answers);
	screen.writer.paint('frame');
	const suspended = screen.suspend();
	await suspended;
	terminal.type(answers);
	screen.writer.paint('frame');
	await screen.writer.settled();
	expect(terminal.text()).toMatch(
		/frame[^]*\?1049l[^]*<messages><the shell>[^]*\?1049h[^]*\[2J[^]*frame/,
	);
	await screen.give();
});

test('stopped and continued by others, it takes the terminal again', async () => {
	screen.take();
	terminal.type(answers);
	terminal.listeners.continue?.();
	expect(terminal.text().split(enterSequence)).toHaveLength(3);
	expect(terminal.rawModes).toEqual([true, false, true]);
	expect(told).toEqual(['resize']);
	// They would be written over what is drawn.
	expect(terminal.holds).toEqual([true]);
	await screen.give();
	expect(terminal.text().endsWith(`${leaveSequence}<messages>`)).toBe(true);
});

test('while another program has the terminal messages wait, until the console has ended', async () => {
	screen.take();
	terminal.type(answers);
	await screen.lend(async () => {
		terminal.writeNow('<the editor>');
		expect(terminal.holds[0]).toBe(true);
	});
	terminal.type(answers);
	expect(terminal.text()).toContain(`${leaveSequence}<the editor>${enterSequence}`);
	expect(terminal.text()).not.toContain('<messages>');
	await screen.give();
	expect(terminal.text().endsWith(`${leaveSequence}<messages>`)).toBe(true);
});

test('the mouse is taken only where it is wished for, and given back on every way out', async () => {
	expect(leaveSequence).toContain(mouseOff);
	screen.take();
	terminal.type(answers);
	expect(terminal.text()).not.toContain(mouseOn);
	screen.hasMouse = true;
	await screen.writer.settled();
	expect(terminal.text().split(mouseOn)).toHaveLength(2);
	terminal.listeners.continue?.();
	expect(terminal.text().split(enterSequence + mouseOn)).toHaveLength(2);
	const suspended = screen.suspend();
	await suspended;
	terminal.type(answers);
	expect(terminal.text().split(enterSequence + mouseOn)).toHaveLength(3);
	screen.hasMouse = false;
	await screen.writer.settled();
	expect(terminal.text().endsWith(mouseOff)).toBe(true);
	screen.hasMouse = true;
	terminal.listeners.fatal?.();
	const text = terminal.text();
	expect(text.lastIndexOf(mouseOff)).toBeGreaterThan(text.lastIndexOf(mouseOn));
});

test('a terminal that is gone is told, and not waited for', async () => {
	screen.take();
	terminal.listeners.hangup?.();
	expect(told).toEqual(['lost']);
	await screen.give();
	expect(terminal.text().endsWith(`${leaveSequence}<messages>`)).toBe(true);
});

test('what draws nothing goes between two frames', async () => {
	screen.take();
	terminal.type(answers);
	screen.writer.paint('one');
	screen.writer.say('<clipboard>');
	screen.writer.paint('two');
	await screen.writer.settled();
	expect(terminal.text()).toMatch(/one\u001B\[\?2026l<clipboard>\u001B\[\?2026h[^]*two/);
	await screen.give();
});
