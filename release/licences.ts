import { readLock } from './lock.ts';
import type { Lock } from './lock.ts';

/** Licences that ask for no more than to be named. */
const allowed: ReadonlySet<string> = new Set([
	'MIT',
	'ISC',
	'BSD-2-Clause',
	'BSD-3-Clause',
	'Apache-2.0',
	'0BSD',
	'BlueOak-1.0.0',
	'CC0-1.0',
	'Unlicense',
	'Python-2.0',
]);

/** Packages with another licence; none of them may be shipped. */
interface Exception {
	/** The name, also of what begins with it and a dash: binaries of one platform. */
	readonly name: string;
	readonly licence: string;
	readonly reason: string;
}

const exceptions: readonly Exception[] = [
	{ name: '@resvg/resvg-js', licence: 'MPL-2.0', reason: 'draws the pictures of the README' },
	{ name: 'lightningcss', licence: 'MPL-2.0', reason: 'comes with vitest, which never calls it' },
	{ name: 'caniuse-lite', licence: 'CC-BY-4.0', reason: 'data, comes with a plugin of ESLint' },
];

/** What is wrong with the licences of a lock file, one line each; all platforms are looked at. */
export function licenceFaults(
	{ packages }: Lock,
	excepted: readonly Exception[] = exceptions,
): readonly string[] {
	const used = new Set<Exception>();
	const faults = Object.entries(packages).flatMap(([path, { license = '', dev = false }]) => {
		const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
		if (path === '' || isAllowed(license)) {
			return [];
		}

		const exception = excepted.find(
			one => one.licence === license && (name === one.name || name.startsWith(`${one.name}-`)),
		);
		if (exception === undefined) {
			return [`${name}: ${license === '' ? 'no licence' : license} is not on the list`];
		}

		used.add(exception);
		return dev ? [] : [`${name}: ${license} is allowed in development alone, and this is shipped`];
	});
	const unused = excepted.filter(exception => !used.has(exception));
	return [...faults, ...unused.map(({ name }) => `${name}: an exception that nothing needs`)];
}

/** Of `A OR B` one is enough, of `A AND B` both count. */
function isAllowed(expression: string): boolean {
	return expression
		.replaceAll(/[()]/g, '')
		.split(' OR ')
		.some(choice => choice.split(' AND ').every(licence => allowed.has(licence.trim())));
}

if ((process.argv[1] ?? '').endsWith('release/licences.ts')) {
	const lock = await readLock();
	const faults = licenceFaults(lock);
	const packageCount = Object.keys(lock.packages).length - 1;
	process.stdout.write(
		faults.length === 0
			? `${packageCount} packages, ${exceptions.length} exceptions: every licence is allowed\n`
			: `${faults.join('\n')}\n`,
	);
	process.exitCode = faults.length === 0 ? 0 : 1;
}
