import { expect, test } from 'vitest';
import { discoverPrefixes } from '../../source/ingest/prefixes.ts';

const rules = { folders: new Set(['CloudTrail']), accounts: undefined, regions: undefined };
const never = new AbortController().signal;

/** Folders of a bucket by the prefix that is asked for. */
const discover = (folders: (prefix: string) => readonly string[]) => {
	let calls = 0;
	const ask = async (prefix: string) => {
		calls++;
		return folders(prefix);
	};

	return discoverPrefixes(ask, rules, never).then(found => ({ ...found, calls }));
};

test('AWSLogs is found five folders down, and what is deeper is said to be left', async () => {
	const at = (depth: number) => (prefix: string) => {
		const above = prefix.split('/').length - 1;
		return prefix.includes('AWSLogs') ? [] : [above === depth ? 'AWSLogs/' : `f${above}/`];
	};

	expect(await discover(at(5))).toMatchObject({ hasLayout: true, complete: true });
	expect(await discover(at(6))).toMatchObject({ hasLayout: false, complete: false });
});

test('of very many folders three hundred are looked into, and it is said', async () => {
	const wide = (count: number) => (prefix: string) =>
		prefix === '' ? Array.from({ length: count }, (_item, index) => `f${index}/`) : [];
	expect(await discover(wide(299))).toMatchObject({ complete: true, calls: 300 });
	expect(await discover(wide(300))).toMatchObject({ complete: false, calls: 300 });
});

test('a search of a bucket ends after twenty thousand calls, and it is said', async () => {
	const accounts = Array.from({ length: 20_010 }, (_item, index) => `${100_000_000_000 + index}/`);
	const found = await discover(prefix =>
		prefix === '' ? ['AWSLogs/'] : prefix === 'AWSLogs/' ? accounts : [],
	);
	expect(found).toMatchObject({ complete: false, calls: 20_000 });
});

test('a search that has met two hundred thousand names ends, and it is said', async () => {
	const names = (of: string, count: number): readonly string[] =>
		Array.from({ length: count }, (_item, index) => `${of}${index}/`);
	const perAccount = 70_000;
	const found = await discover(prefix =>
		prefix === ''
			? ['AWSLogs/']
			: prefix === 'AWSLogs/'
				? names('10000000000', 9)
				: names(prefix.length === 'AWSLogs/100000000000/'.length ? 'other' : 'x', perAccount),
	);
	// The top, the accounts, and three of those.
	expect(found).toMatchObject({ complete: false, calls: 5 });
});
