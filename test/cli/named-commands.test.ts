import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { commandHelps } from '../../source/cli/command.ts';
import { flagsOf } from '../../source/cli/flags.ts';
import { flags } from '../../source/cli/flags.ts';

/**
 * Every command and flag that a message, a document or a help text names must exist: advice that
 * cannot be followed is worse than none.
 */
const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
	encoding: 'utf8',
}).split('\n');
const sources = tracked.filter(file => /^(source|store)\/.*\.tsx?$/.test(file));
const documents = tracked.filter(file => /^([A-Z]+|store\/README)\.md$/.test(file));

/** The texts of a file that a person may read; what is filled in is an ellipsis. */
function textsOf(file: string): string[] {
	const content = readFileSync(file, 'utf8');
	if (file.endsWith('.md')) {
		return [...content.matchAll(/`([^`\n]+)`/g), ...content.matchAll(/^ *(trailtop .*)$/gm)].map(
			found => found[1] as string,
		);
	}

	const texts: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isStringLiteralLike(node)) {
			texts.push(node.text);
		} else if (ts.isTemplateExpression(node)) {
			const spans = node.templateSpans.map(span => `…${span.literal.text}`);
			texts.push([node.head.text, ...spans].join(''));
		}

		ts.forEachChild(node, visit);
	};

	visit(ts.createSourceFile(file, content, ts.ScriptTarget.Latest, true));
	return texts;
}

interface Named {
	readonly file: string;
	/** As written: `trailtop ingest --once`. */
	readonly text: string;
}

/** Commands in back quotes, after a colon or "use", or a text that is nothing else. */
const mention = /(?:^|`|: |\buse |\brun )trailtop(?: ([^`]*))?/g;

function namedCommands(file: string): Named[] {
	return textsOf(file).flatMap(text =>
		[...text.matchAll(mention)].map(([, rest = '']) => ({ file, text: `trailtop ${rest}`.trim() })),
	);
}

const words = commandHelps.map(({ name }) => name);

/** What is wrong with a command line that is only named. */
function faultOf({ text }: Named): string | undefined {
	const [, first = ''] = text.split(/\s+/);
	// A name that is filled in, or stands for any.
	if (/^(?:…|[A-Z]+$|$)/.test(first)) {
		return undefined;
	}

	const command = first.startsWith('-') ? 'console' : first.replace(/[^a-z].*$/, '');
	if (!words.includes(command)) {
		return `there is no command ${command}`;
	}

	const known = flagsOf(command).map(({ name }) => name);
	// What stands in quotes is a query.
	const plain = text.replaceAll(/'[^']*'|"[^"]*"/g, '');
	const wrong = [...plain.matchAll(/(?<=\s)--([a-z][a-z-]*)/g)].find(
		([, name]) => !known.includes(name as string),
	);
	return wrong === undefined ? undefined : `${command} has no flag ${wrong[0]}`;
}

const named = [...sources, ...documents].flatMap(namedCommands);

test('every command that a text names exists, with its flags', () => {
	const faults = named.flatMap(one => {
		const fault = faultOf(one);
		return fault === undefined ? [] : [`${one.file}: ${one.text}: ${fault}`];
	});
	expect(faults).toEqual([]);
	// A search that finds nothing proves nothing.
	expect(named.length).toBeGreaterThan(100);
});

/** Flags of other programs: npm, aws, sqlite, V8 and the like. */
const foreignFlags = new Set([
	...['check', 'only', 'peers', 'start-time', 'end-time'],
	...['semi-space-growth-factor', 'max-semi-space-size', 'expose-gc', 'no-expose-gc'],
]);

test('every flag that a text names is one of ours', () => {
	const known = new Set(flags.map(({ name }) => name));
	const faults = [...sources, ...documents].flatMap(file =>
		textsOf(file)
			.filter(text => !/^(?:aws|npm|node|git|tsx|terraform) /.test(text))
			.flatMap(text => [...text.matchAll(/(?<![\w-])--([a-z][a-z-]*)/g)])
			.map(([, name]) => name as string)
			.filter(name => !known.has(name) && !foreignFlags.has(name))
			.map(name => `${file}: --${name}`),
	);
	expect(faults).toEqual([]);
});

test('a command or flag that does not exist is seen', () => {
	expect(faultOf({ file: '', text: 'trailtop ingest --fresh' })).toBe('ingest has no flag --fresh');
	expect(faultOf({ file: '', text: 'trailtop repair' })).toBe('there is no command repair');
	expect(faultOf({ file: '', text: "trailtop query 'a --b' --format csv" })).toBeUndefined();
});
