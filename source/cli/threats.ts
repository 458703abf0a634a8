import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { IntelError } from '../intel/errors.ts';
import { FeedCache } from '../intel/feed/cache.ts';
import { feedsExample, readFeeds } from '../intel/feed/feeds-file.ts';
import type { Feed } from '../intel/feed/feeds-file.ts';
import { updateFeed } from '../intel/feed/update.ts';
import { confidenceDefault, judgementOf } from '../intel/indicator.ts';
import { KeptStore, sourceName } from '../intel/kept-store.ts';
import { takeOver } from '../intel/take-over.ts';
import type { TakenOver } from '../intel/take-over.ts';
import { orUndefined } from '../intel/write-whole.ts';
import { sanitise } from '../text/sanitise.ts';
import { UsageError } from '../app/arguments.ts';
import type { Arguments } from '../app/arguments.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import { intelPaths } from '../app/intel-paths.ts';
import type { IntelPaths } from '../app/intel-paths.ts';
import { ConfigError } from '../app/config-error.ts';
import { loadConfig } from '../app/load-config.ts';
import { exitCode } from '../app/ports.ts';
import type { CommandPorts } from '../app/ports.ts';
import { checkIndicator } from './threats-check.ts';
import { describeFeedOutcome, listSources } from './threats-text.ts';

/** Fetches, imports and looks up indicators. */
export const threatsCommand: Command = {
	help: helpOf('threats'),
	async run(args, ports) {
		const paths = intelPaths((await loadConfig(ports)).paths);
		const [verb = 'list', ...rest] = args.input;
		try {
			switch (verb) {
				case 'list':
					return await list(paths, ports);
				case 'update':
					return await update(rest, args, paths, ports);
				case 'import':
					return await importFile(rest, args, paths, ports);
				case 'check':
					return await checkIndicator(rest, args, paths, ports);
				case 'remove':
					return await remove(rest, paths, ports);
				default:
					throw new UsageError(
						`threats has no "${verb}"; it has list, update, import, check, remove`,
					);
			}
		} catch (error) {
			if (error instanceof IntelError) {
				ports.err(`trailtop: ${sanitise(error.message)}\n`);
				return exitCode.error;
			}

			throw error;
		}
	},
};

async function list(paths: IntelPaths, ports: CommandPorts): Promise<number> {
	const feeds = await feedsOf(paths);
	const kept = new KeptStore(paths.threatsDir);
	const text = await listSources(feeds, kept, new FeedCache(paths.threatsCacheDir));
	if (text === '') {
		ports.err(`trailtop: there are no indicators; ${noFeeds(paths)}`);
		return exitCode.none;
	}

	await ports.out(text);
	return exitCode.rows;
}

function noFeeds(paths: IntelPaths): string {
	return `name feeds in ${paths.feedsFile}, such as:\n\n${feedsExample}`;
}

async function update(
	names: readonly string[],
	args: Arguments,
	paths: IntelPaths,
	ports: CommandPorts,
): Promise<number> {
	const feeds = await feedsOf(paths);
	if (feeds.length === 0) {
		ports.err(`trailtop: there are no feeds; ${noFeeds(paths)}`);
		return exitCode.fault;
	}

	const unknown = names.find(name => !feeds.some(feed => feed.name === name));
	if (unknown !== undefined) {
		const known = feeds.map(feed => feed.name).join(', ');
		throw new UsageError(`there is no feed "${unknown}" in ${paths.feedsFile}; it has ${known}`);
	}

	const accept = args.switches['accept'] === true;
	if (accept && names.length === 0) {
		throw new UsageError(
			'--accept needs the name of a feed: trailtop threats update NAME --accept',
		);
	}

	const kept = new KeptStore(paths.threatsDir);
	const updatePorts = {
		kept,
		cache: new FeedCache(paths.threatsCacheDir),
		env: ports.env,
		signal: ports.signal,
		nowMs: ports.nowMs,
	};
	let failedCount = 0;
	for (const feed of feeds.filter(({ name }) => names.length === 0 || names.includes(name))) {
		const outcome = await updateFeed(feed, updatePorts, { accept });
		const line = await describeFeedOutcome(feed, outcome, kept, ports.nowMs());
		if (outcome.kind === 'failed') {
			failedCount++;
			ports.err(`trailtop: ${line}\n`);
		} else {
			await ports.out(`${line}\n`);
			reportNotes(feed.name, outcome.kind === 'updated' ? outcome.notes : [], ports);
		}
	}

	return failedCount > 0 ? exitCode.error : exitCode.rows;
}

async function feedsOf(paths: IntelPaths): Promise<readonly Feed[]> {
	const text = await orUndefined(readFile(paths.feedsFile, 'utf8'));
	const read = readFeeds(text ?? '', paths.feedsFile);
	if ('faults' in read) {
		throw new ConfigError(read.faults.join('\n'));
	}

	return read.feeds;
}

async function importFile(
	[given, ...rest]: readonly string[],
	args: Arguments,
	paths: IntelPaths,
	ports: CommandPorts,
): Promise<number> {
	if (given === undefined || rest.length > 0) {
		throw new UsageError('import takes one file: trailtop threats import ./indicators.csv');
	}

	const file = resolve(ports.workingDir, given);
	const bytes = await readFile(file).catch((error: unknown) => {
		throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
	});
	const name = sourceName(args.strings['name'] ?? basename(file).replace(/(\.[a-z]+){1,2}$/i, ''));
	if ((await feedsOf(paths)).some(feed => feed.name === name)) {
		throw new UsageError(`"${name}" is a feed of ${paths.feedsFile}; give another --name`);
	}

	const taken = await takeOver(new KeptStore(paths.threatsDir), {
		name,
		origin: basename(file),
		licence: '',
		bytes,
		defaults: judgementOf(name, { confidence: confidenceOf(args) }),
		nowMs: ports.nowMs(),
		quotesContent: true,
		acceptShrink: args.switches['accept'] === true,
	});
	await ports.out(`${name}: ${describeTaken(taken)}\n`);
	reportNotes(name, taken.notes, ports);
	return exitCode.rows;
}

function confidenceOf(args: Arguments): number {
	const given = args.strings['confidence'];
	const confidence = given === undefined ? confidenceDefault : Number(given);
	if (!(confidence >= 0 && confidence <= 100)) {
		throw new UsageError(`--confidence is a number from 0 to 100; found "${given}"`);
	}

	return confidence;
}

function describeTaken({ activeCount, newCount, withdrawnCount, format }: TakenOver): string {
	const count = (value: number) => value.toLocaleString('en');
	return `${count(activeCount)} indicators (${format}), ${count(newCount)} new, ${count(withdrawnCount)} withdrawn`;
}

function reportNotes(name: string, notes: readonly string[], ports: CommandPorts): void {
	for (const note of notes) {
		ports.err(`trailtop: ${name}: ${sanitise(note)}\n`);
	}
}

async function remove(
	[name, ...rest]: readonly string[],
	paths: IntelPaths,
	ports: CommandPorts,
): Promise<number> {
	if (name === undefined || rest.length > 0) {
		throw new UsageError('remove takes the name of a source; `trailtop threats` lists them');
	}

	const kept = new KeptStore(paths.threatsDir);
	if (!(await kept.remove(name))) {
		const known = (await kept.names()).join(', ');
		throw new UsageError(
			`there is no source "${name}"${known === '' ? '' : `; there are ${known}`}`,
		);
	}

	await new FeedCache(paths.threatsCacheDir).remove(sourceName(name));
	ports.err(`trailtop: ${name} and its history are removed\n`);
	return exitCode.rows;
}
