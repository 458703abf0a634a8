import { resolve } from 'node:path';
import { allName } from './all-environments.ts';
import { fromsOf } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import type { Config } from './config-schema.ts';
import type { Environment } from './environment.ts';
import { fromAnywhere } from './source/index.ts';

/** Of a source that is fetched first: how to reach it, and what of it to fetch. */
const sourceStrings = ['endpoint', 'profile', 'bucket-region', 'source-category', 'kinds'];
const sourceSwitches = ['path-style', 'requester-pays'];
const sourceLists = ['account', 'region'];
const fileLists = ['threats', 'geo'];

/**
 * The flags with which another command reads what this one reads, wherever it is started; times and filters are not
 * among them.
 */
export function shellArguments(
	args: Arguments,
	{ name, storeDir }: Environment,
	config: Config,
	workingDir: string,
): readonly string[] {
	const store = args.strings['store'] === undefined ? undefined : storeDir;
	const isConfigured = fromsOf(args).length === 0 && Object.hasOwn(config.environments, name);
	const froms = store === undefined && !isConfigured ? fromsOf(args) : [];
	const files = fileLists.flatMap(list =>
		(args.lists[list] ?? []).flatMap(file => [`--${list}`, resolve(workingDir, file)]),
	);
	return [
		...(isConfigured || name === allName ? ['--env', name] : []),
		...(store === undefined ? [] : ['--store', store]),
		...froms.flatMap(from => ['--from', fromAnywhere(from, workingDir)]),
		...(froms.length === 0 ? [] : reaching(args)),
		...files,
	];
}

function reaching({ strings, lists, switches }: Arguments): readonly string[] {
	return [
		...sourceStrings.flatMap(flag => {
			const value = strings[flag];
			return value === undefined ? [] : [`--${flag}`, value];
		}),
		...sourceSwitches.filter(flag => switches[flag] === true).map(flag => `--${flag}`),
		...sourceLists.flatMap(flag => (lists[flag] ?? []).flatMap(value => [`--${flag}`, value])),
	];
}
