import tseslint from 'typescript-eslint';
import stylistic from '@stylistic/eslint-plugin';
import reactHooks from 'eslint-plugin-react-hooks';

// A short list that each of us can defend; Prettier does the rest.
const impure = [
	{
		object: 'Date',
		property: 'now',
		message: 'Pure rooms read no clock: take the time as an argument.',
	},
	{
		object: 'Math',
		property: 'random',
		message: 'Pure rooms are deterministic: take a seeded source.',
	},
];

const throughTheGate = 'What is written passes source/gate.ts: write through the ports.';

/** What is written past the gate could carry what a log, a server or a file planted in it. */
const pastTheGate = {
	properties: [
		...['stdout', 'stderr', '_rawDebug'].map(property => ['process', property]),
		...['process', 'console'].map(property => ['globalThis', property]),
	].map(([object, property]) => ({ object, property, message: throughTheGate })),
	globals: [{ name: 'console', message: throughTheGate }],
	imports: ['process', 'node:process', 'console', 'node:console'].map(name => ({
		name,
		message: throughTheGate,
	})),
	forms: [
		{
			// A child that shares our stderr.
			selector: 'Literal[value="inherit"]',
			message: throughTheGate,
		},
		{
			selector: 'CallExpression[callee.name=/^write/][arguments.0.raw=/^[12]$/]',
			message: throughTheGate,
		},
		{ selector: 'Literal[value=/^.dev.(?:tty|stdout|stderr|fd)/]', message: throughTheGate },
	],
};

/** One hand, where Prettier does not see it. */
const hand = {
	'@stylistic/padding-line-between-statements': [
		'error',
		{ blankLine: 'never', prev: ['const', 'let', 'expression'], next: 'return' },
		{ blankLine: 'always', prev: 'multiline-block-like', next: '*' },
		{ blankLine: 'any', prev: ['case', 'default'], next: ['case', 'default'] },
		{ blankLine: 'always', prev: '*', next: ['class', 'function', 'interface', 'type'] },
		{ blankLine: 'any', prev: ['type', 'function-overload'], next: ['type', 'function'] },
	],
	'@stylistic/lines-between-class-members': ['error', 'always', { exceptAfterSingleLine: true }],
};

/** Forms that we do not write. */
const forms = [
	{
		selector: ':matches(PropertyDefinition, MethodDefinition[kind!="constructor"])[accessibility]',
		message: 'Write #name: what is private is private at run time too.',
	},
	{
		selector: 'TSParameterProperty',
		message: 'Declare the property, and set it in the constructor.',
	},
	{
		selector: 'SwitchCase > BlockStatement:not(:has(> VariableDeclaration))',
		message: 'A case without declarations of its own needs no braces.',
	},
];

const numberCast = {
	selector: 'TSAsExpression[expression.type="MemberExpression"] > TSNumberKeyword',
	message:
		'Only loops over typed arrays take numbers by a cast: read them by codeAt or say what is missing.',
};

const unsaidTime = {
	selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
	message: 'Pure rooms read no clock: take the time as an argument.',
};

/**
 * Rooms whose loops read typed arrays. An accessor that all of them share sees every kind of array
 * and is seven times slower than the plain read, so that here alone `array[index] as number` stands.
 */
const hotRooms = [
	'store/{column,kernel,segment,shred}/**',
	'source/query/{aggregate,engine,frame}/**',
];

export default tseslint.config(
	{ ignores: ['dist/', 'node_modules/', 'coverage/'] },
	// AssemblyScript has types of its own, so that nothing here can check it; layout.ts is both.
	{ ignores: ['store/kernel/assembly/'] },
	{
		files: ['**/*.{ts,tsx}'],
		extends: [tseslint.configs.base],
		languageOptions: { parserOptions: { projectService: true } },
		plugins: { 'react-hooks': reactHooks, '@stylistic': stylistic },
		rules: {
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true },
			],
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/only-throw-error': 'error',
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
			],
			'react-hooks/rules-of-hooks': 'error',
			'react-hooks/exhaustive-deps': 'error',
			...hand,
			'no-restricted-syntax': ['error', ...forms],
			eqeqeq: 'error',
			'no-new-func': 'error',
			'no-eval': 'error',
			'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
			'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
			'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
		},
	},
	{
		files: ['test/**', 'fixtures/**', '*.config.ts'],
		rules: { 'max-lines-per-function': 'off', 'max-lines': 'off', 'no-restricted-exports': 'off' },
	},
	{
		files: ['source/**', 'store/**'],
		// The gate itself, and a tool of the build that is not in the program.
		ignores: ['source/gate.ts', 'source/cli/generate.ts'],
		rules: {
			'no-restricted-properties': ['error', ...pastTheGate.properties],
			'no-restricted-globals': ['error', ...pastTheGate.globals],
			'no-restricted-imports': ['error', ...pastTheGate.imports],
		},
	},
	{
		files: ['source/{trail,query,story,report,panels,dashboard,text}/**'],
		rules: {
			'no-restricted-properties': ['error', ...impure, ...pastTheGate.properties],
			'no-restricted-globals': [
				'error',
				'process',
				...pastTheGate.globals,
				'setTimeout',
				'setInterval',
				'setImmediate',
			],
			'no-restricted-syntax': ['error', ...forms, ...pastTheGate.forms, numberCast, unsaidTime],
		},
	},
	{
		files: ['source/**', 'store/**'],
		ignores: ['source/{trail,query,story,report,panels,dashboard,text}/**', ...hotRooms],
		rules: { 'no-restricted-syntax': ['error', ...forms, ...pastTheGate.forms, numberCast] },
	},
	{
		files: hotRooms.filter(room => room.startsWith('store/')),
		rules: { 'no-restricted-syntax': ['error', ...forms, ...pastTheGate.forms] },
	},
	{
		files: hotRooms.filter(room => room.startsWith('source/')),
		rules: { 'no-restricted-syntax': ['error', ...forms, ...pastTheGate.forms, unsaidTime] },
	},
);
