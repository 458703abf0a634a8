import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostile } from '../../source/example/hostile.ts';
import { openBorders } from './borders.ts';
import { consoleOn, exampleStore, trailtop, until } from './program.ts';
import type { Store } from './program.ts';
import { keys } from './terminal.ts';

let store: Store;

beforeAll(async () => {
	store = await exampleStore();
});

afterAll(async () => {
	await store.remove();
});

/** The sequences that the console itself sends: colours, cursor, erasing, modes, two questions. */
const own =
	/\u001B\[[\d;]*[mHGCK]|\u001B\[2J|\u001B\[\?(?:1049|25|2004|1004|7|2026)[hl]|\u001B\]11;\?\u001B\\|\u001B\[\?2026\$p|\u001B\[c/g;

/** What moves the cursor, rings, turns text round or hides in it: none of it may be sent. */
const harmful =
	/[\u0000-\u0009\u000B\u000C\u000E-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFE0F\uFEFF]|[\u{E0000}-\u{E007F}]/u;

function expectHarmless(bytes: string): void {
	const rest = bytes.replaceAll(own, '');
	expect(rest).not.toMatch(harmful);
	// Line ends come in pairs, as the screen writer sends them.
	expect(rest.replaceAll(/\r+\n/g, '')).not.toMatch(/[\r\n]/);
}

/** Each planted text: where its records are, and what a person is shown of it. */
const planted = [
	{
		name: 'clipboard',
		field: 'userAgent',
		like: 'curl/8.4.0*',
		shown: String.raw`\x1b[2J\x1b]52;c;`,
	},
	{ name: 'title', field: 'userAgent', like: '*pwned*', shown: String.raw`\x1b]0;pwned\x07` },
	{ name: 'bidi', field: 'userAgent', like: '*ecivres*', shown: String.raw`\u202egnp.ecivres` },
	{ name: 'wide', field: 'userAgent', like: '监控*', shown: '监控代理' },
	{ name: 'breaks', field: 'userAgent', like: '*X-Trace*', shown: String.raw`\tX-Trace: 7\r\nX-N` },
	{
		name: 'bidiName',
		field: 'requestParameters.userName',
		like: 'adm*',
		shown: String.raw`adm\u202enim`,
	},
	{ name: 'wideName', field: 'requestParameters.userName', like: '监控*', shown: '监控-🦊' },
] as const;

function queryFor({ field, like }: (typeof planted)[number]): string {
	return `* | where ${field} matches "${like}" | fields ${field}, eventName`;
}

test('every planted text is tried', () => {
	expect(planted.map(one => one.name).sort()).toEqual(Object.keys(hostile).sort());
});

test('planted texts are harmless in tables, in the record view and in the bar', async () => {
	const terminal = consoleOn(store, ['--dashboard', 'access'], { columns: 160, rows: 40 });
	try {
		await terminal.until(/CreateSnapshot/);
		for (const one of planted) {
			const { field, like, shown } = one;
			terminal.send('/');
			await terminal.until('esc close');
			terminal.send(keys.ctrlU);
			terminal.send(keys.paste(queryFor(one)));
			await terminal.until(`| fields ${field}, eventName`);
			terminal.send(keys.enter);
			await terminal.until(/▸ query/);
			await terminal.until(/^╭ query ─.* \d+ rows? /m);
			expect(terminal.screen()).toContain(shown.slice(0, 20));
			expect(openBorders(terminal.cells())).toEqual([]);

			terminal.send(keys.down + keys.enter);
			await terminal.until(/"?eventVersion/);
			terminal.send('/');
			await terminal.until('esc back');
			terminal.send(keys.paste(field.slice(field.lastIndexOf('.') + 1)));
			terminal.send(keys.enter);
			// Here a record's own JSON escapes stand as they were delivered.
			await terminal.until(screen => screen.includes(like.replaceAll('*', '')));
			expect(openBorders(terminal.cells())).toEqual([]);
			terminal.send(keys.escape);
			await terminal.until(/^╭ query ─/m);
			terminal.send(keys.escape);
			await terminal.until('2 Access');
			await terminal.until(screen => !screen.includes('▸ query'));
		}

		// Pasted from a log, into the line one types in.
		terminal.send('/');
		await terminal.until('esc close');
		terminal.send(keys.ctrlU);
		for (const text of Object.values(hostile)) {
			terminal.send(keys.paste(JSON.parse(`"${text}"`) as string));
		}

		await terminal.until(/🦊|nim/);
		expectHarmless(terminal.bytes);
	} finally {
		terminal.close();
	}
});

test('planted texts are harmless in `show` and `query`', async () => {
	for (const dashboard of ['overview', 'access', 'logins', 'accounts', 'privileged', 'threats']) {
		const text = await trailtop('show', dashboard, '--store', store.dir, '--until', until);
		expect(text.length).toBeGreaterThan(500);
		expect(text.replaceAll('\n', '')).not.toMatch(harmful);
	}

	for (const one of planted) {
		const text = await trailtop(
			...['query', queryFor(one), '--store', store.dir, '--since', '24h', '--until', until],
		);
		expect(text).toContain(one.shown.slice(0, 20));
		expect(text.replaceAll('\n', '')).not.toMatch(harmful);
	}
});
