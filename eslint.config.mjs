import tseslint from 'typescript-eslint';
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

export default tseslint.config(
	{ ignores: ['dist/', 'node_modules/', 'coverage/'] },
	{
		files: ['**/*.{ts,tsx}'],
		extends: [tseslint.configs.base],
		languageOptions: { parserOptions: { projectService: true } },
		plugins: { 'react-hooks': reactHooks },
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
			eqeqeq: 'error',
			'no-new-func': 'error',
			'no-eval': 'error',
			'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
			'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
			'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
		},
	},
	{
		files: ['test/**', 'fixtures/**', '*.config.ts'],
		rules: { 'max-lines-per-function': 'off', 'max-lines': 'off', 'no-restricted-exports': 'off' },
	},
	{
		files: ['source/{trail,query,panels,dashboard,text}/**'],
		rules: {
			'no-restricted-properties': ['error', ...impure],
			'no-restricted-globals': [
				'error',
				'process',
				'console',
				'setTimeout',
				'setInterval',
				'setImmediate',
			],
		},
	},
);
