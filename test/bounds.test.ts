import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface Bounds {
	/** By test file and title: what that test goes beyond. */
	readonly reached: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
	readonly handed: Readonly<Record<string, { readonly code: string; readonly by: string }>>;
	readonly unreached: Readonly<Record<string, string>>;
}

const { reached, handed, unreached } = parse(readFileSync('test/bounds.yaml', 'utf8')) as Bounds;
const tests = Object.entries(reached).flatMap(([file, titles]) =>
	Object.entries(titles).map(([title, names]) => ({ file, title, names })),
);
const listed = [
	...tests.flatMap(({ names }) => names),
	...Object.keys(handed),
	...Object.keys(unreached),
];

/** `file#name` of every constant of a module whose name ends in `Max`. */
function boundsIn(file: string, text: string): string[] {
	const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
	return source.statements
		.filter(ts.isVariableStatement)
		.flatMap(statement => [...statement.declarationList.declarations])
		.map(({ name }) => name.getText())
		.filter(name => name.endsWith('Max'))
		.map(name => `${file}#${name}`);
}

/** The titles of a test file: the first argument of every call of `test` or of what it returns. */
function titlesOf(file: string): ReadonlySet<string> {
	const text = readFileSync(file, 'utf8');
	const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
	const titles = new Set<string>();
	const visit = (node: ts.Node): void => {
		if (ts.isCallExpression(node) && /^(?:test|it)\b/.test(node.expression.getText())) {
			const [first] = node.arguments;
			if (first !== undefined && ts.isStringLiteralLike(first)) {
				titles.add(first.text);
			}
		}

		// A case of a table stands for its test.
		if (
			ts.isPropertyAssignment(node) &&
			node.name.getText() === 'name' &&
			ts.isStringLiteralLike(node.initializer)
		) {
			titles.add(node.initializer.text);
		}

		ts.forEachChild(node, visit);
	};

	visit(source);
	return titles;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

test('every bound of the code is listed once, and every listed one is there', () => {
	const files = ['ls-files', '-co', '--exclude-standard', 'source', 'store'];
	const code = execFileSync('git', files, { encoding: 'utf8' })
		.split('\n')
		.filter(file => /\.tsx?$/.test(file));
	const found = code.flatMap(file => boundsIn(file, readFileSync(file, 'utf8')));
	expect(found.filter(name => !listed.includes(name))).toEqual([]);
	expect(listed.filter(name => !found.includes(name))).toEqual([]);
	expect(new Set(listed).size).toBe(listed.length);
	expect(found.length).toBeGreaterThan(200);
	expect(
		boundsIn('a.ts', 'export const aMax = 1, b = 2;\nconst f = () => { const cMax = 3; };'),
	).toEqual(['a.ts#aMax']);
});

test('every test that is said to reach a bound is there', () => {
	const missing = tests.filter(({ file, title }) => !titlesOf(file).has(title));
	expect(missing).toEqual([]);
});

test('every bound that another part keeps is handed to it', () => {
	for (const [name, { code, by }] of Object.entries(handed)) {
		const [, file = name.split('#')[0] ?? '', wanted = ''] = /^@(\S+): (.*)$/.exec(code) ?? [
			code,
			undefined,
			code,
		];
		expect(oneLine(readFileSync(file, 'utf8')), name).toContain(wanted);
		expect(wanted, name).toContain(name.split('#')[1]);
		const [, testFile, title] = /^(test\/\S+): (.*)$/.exec(by) ?? [];
		if (testFile !== undefined && title !== undefined) {
			expect([...titlesOf(testFile)], name).toContain(title);
		} else {
			expect(by, name).toMatch(/^of /);
		}
	}
});

test('what no test reaches says why', () => {
	expect(Object.values(unreached).filter(reason => reason.length < 20)).toEqual([]);
	// Nothing new belongs here that a smaller limit, given as a parameter, would let a test reach.
	expect(Object.keys(unreached).length).toBeLessThanOrEqual(9);
});
