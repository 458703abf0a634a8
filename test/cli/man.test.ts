import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { actions } from '../../source/dashboard/action/index.ts';
import { commandHelps } from '../../source/cli/command.ts';
import { flags } from '../../source/cli/flags.ts';
import { manPage } from '../../source/cli/man-page.ts';
import { runInProcess } from './run-in-process.ts';

const page = manPage('0.1.0');
const lines = page.split('\n');
/** Macros of man(7), and requests of roff, that the page uses. */
const macros = /^\.(?:TH|SH|SS|TP|PP|B|RS|RE|br|nf|fi)(?: |$)/;

test('every line is a macro or text, and no text begins as a macro does', () => {
	for (const line of lines.filter(one => /^[.']/.test(one))) {
		expect(line).toMatch(macros);
	}

	// Each backslash begins an escape that we mean.
	expect(page.replace(/\\(?:e|-|&|fB|fI|fR|\(dq)/g, '')).not.toContain('\\');
	expect(page).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/);
});

test('the page has every command, flag and key with what they do', () => {
	const text = page.replaceAll('\\-', '-').replaceAll('\\e', '\\').replaceAll('\\(dq', '"');
	for (const { syntax, summary, examples } of commandHelps) {
		expect(text).toContain(`trailtop ${syntax}`.trim().replace(/^trailtop$/, '.B trailtop'));
		expect(text).toContain(summary);
		examples.forEach(example => expect(text).toContain(`$ ${example}`));
	}

	for (const { name, help } of flags) {
		expect(text).toContain(`\\fB--${name}\\fR`);
		expect(text).toContain(help);
	}

	for (const { help, contexts } of actions) {
		expect(text).toContain(`${help} (${contexts.join(', ')})`);
	}
});

test('`trailtop man` prints the page that the package has as its own', async () => {
	const { out, code } = await runInProcess(['man'], { home: '/nonexistent', nowMs: 0 });
	const { man, version, files } = JSON.parse(readFileSync('package.json', 'utf8')) as {
		readonly man: string;
		readonly version: string;
		readonly files: readonly string[];
	};
	expect([code, out]).toEqual([0, manPage(version)]);
	expect(files).toContain(man.split('/')[0]);
	expect(readFileSync(man, 'utf8')).toBe(out);
});

test('groff or mandoc finds nothing wrong with it, where one is installed', () => {
	const has = (name: string) =>
		spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined;
	if (has('groff')) {
		const { stdout, stderr } = spawnSync('groff', ['-k', '-man', '-Tutf8', '-ww', '-rLL=100n'], {
			input: page,
			encoding: 'utf8',
		});
		expect(stderr).toBe('');
		expect(stdout).toMatch(/two minutes through the incident/);
	}

	if (has('mandoc')) {
		expect(execFileSync('mandoc', ['-Tlint', '-Werror'], { input: page, encoding: 'utf8' })).toBe(
			'',
		);
	}
});
