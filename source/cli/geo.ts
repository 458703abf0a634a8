import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { IntelError } from '../intel/errors.ts';
import { FeedCache } from '../intel/feed/cache.ts';
import {
	isDatabaseFile,
	placeKinds,
	placesAttribution,
	placesUrl,
	readPlaceDatabase,
	updatePlaces,
} from '../intel/geo/update-places.ts';
import type { PlaceKind, PlacesOutcome } from '../intel/geo/update-places.ts';
import { orUndefined } from '../intel/write-whole.ts';
import { maskedUrl } from '../text/url.ts';
import { sanitise } from '../text/sanitise.ts';
import { formatTime } from '../text/time.ts';
import { UsageError } from '../app/arguments.ts';
import type { Arguments } from '../app/arguments.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import { openTables } from '../app/intel.ts';
import { intelPaths } from '../app/intel-paths.ts';
import type { IntelPaths } from '../app/intel-paths.ts';
import { loadConfig } from '../app/load-config.ts';
import { padCells } from '../app/print/pad-cells.ts';
import { exitCode } from '../app/ports.ts';
import type { CommandPorts } from '../app/ports.ts';

/** Maps need coordinates, which only `city` has. `asn` names the network of an address. */
const kindsDefault: readonly PlaceKind[] = ['city', 'asn'];

/** Fetches and lists databases of places and networks, and looks addresses up. */
export const geoCommand: Command = {
	help: helpOf('geo'),
	async run(args, ports) {
		const paths = intelPaths((await loadConfig(ports)).paths);
		const [verb = 'list', ...rest] = args.input;
		switch (verb) {
			case 'list':
				return await list(paths, ports);
			case 'update':
				return await update(rest, args, paths, ports);
			case 'check':
				return await check(rest, args, paths, ports);
			default:
				throw new UsageError(`geo has no "${verb}"; it has list, update, check`);
		}
	},
};

async function list(paths: IntelPaths, ports: CommandPorts): Promise<number> {
	const names = ((await orUndefined(readdir(paths.geoDir))) ?? [])
		.filter(name => name.endsWith('.mmdb'))
		.sort();
	if (names.length === 0) {
		ports.err(
			`trailtop: there is no place data; run \`trailtop geo update\`, or put an .mmdb file into ${paths.geoDir}\n`,
		);
		return exitCode.none;
	}

	const rows: (readonly string[])[] = [];
	for (const name of names) {
		const file = join(paths.geoDir, name);
		const megabytes = `${((await stat(file)).size / 1e6).toFixed(1)} MB`;
		rows.push([name, megabytes, ...(await described(file))]);
	}

	await ports.out(padCells([['file', 'size', 'type', 'built'], ...rows], [1]));
	if (names.some(name => name.startsWith('dbip-'))) {
		ports.err(`${placesAttribution}\n`);
	}

	return exitCode.rows;
}

async function described(file: string): Promise<readonly string[]> {
	try {
		const { type, builtMs } = await readPlaceDatabase(file);
		return [sanitise(type), builtDay(builtMs)];
	} catch (error) {
		if (error instanceof IntelError) {
			return [sanitise(error.message)];
		}

		throw error;
	}
}

function builtDay(builtMs: number): string {
	return formatTime(builtMs, 'UTC', 'full').slice(0, '2026-03-01'.length);
}

async function update(
	words: readonly string[],
	args: Arguments,
	paths: IntelPaths,
	ports: CommandPorts,
): Promise<number> {
	const base = args.strings['url'] ?? placesUrl;
	if (!URL.canParse(base) || !/^https?:$/.test(new URL(base).protocol)) {
		throw new UsageError(`--url is an http or https URL; found "${maskedUrl(base)}"`);
	}

	const isOneFile = isDatabaseFile(base);
	const kinds =
		words.length > 0 ? words.map(kindOf) : isOneFile ? (['city'] as const) : kindsDefault;
	let failedCount = 0;
	for (const kind of kinds) {
		const outcome = await updatePlaces(kind, base, {
			geoDir: paths.geoDir,
			cache: new FeedCache(paths.geoCacheDir),
			signal: ports.signal,
			nowMs: ports.nowMs,
		});
		if (outcome.kind === 'failed') {
			failedCount++;
			ports.err(`trailtop: ${kind}: ${sanitise(outcome.error.message)}; what was there stays\n`);
		} else {
			await ports.out(`${describe(outcome)}\n`);
		}
	}

	if (failedCount < kinds.length && args.strings['url'] === undefined) {
		ports.err(`${placesAttribution}\n`);
	}

	return failedCount > 0 ? exitCode.error : exitCode.rows;
}

function kindOf(word: string): PlaceKind {
	const kind = placeKinds.find(known => known === word);
	if (kind === undefined) {
		throw new UsageError(`geo update takes ${placeKinds.join(', ')}; found "${word}"`);
	}

	return kind;
}

function describe(outcome: Exclude<PlacesOutcome, { kind: 'failed' }>): string {
	return outcome.kind === 'unchanged'
		? `${outcome.file}: unchanged`
		: `${outcome.file}: ${sanitise(outcome.type)}, built ${builtDay(outcome.builtMs)}`;
}

async function check(
	[address, ...rest]: readonly string[],
	args: Arguments,
	paths: IntelPaths,
	ports: CommandPorts,
): Promise<number> {
	if (address === undefined || rest.length > 0) {
		throw new UsageError('check takes one address');
	}

	const tables = await openTables({
		example: false,
		threatFiles: [],
		geoFiles: (args.lists['geo'] ?? []).map(file => resolve(ports.workingDir, file)),
		geoDir: paths.geoDir,
		tablesDir: paths.tablesDir,
	});
	const row = {
		...tables.geo?.find({ ip: address }),
		...tables.asn?.find({ ip: address }),
	};
	for (const note of tables.notes) {
		ports.err(`trailtop: ${sanitise(note)}\n`);
	}

	const known = Object.entries(row).filter(([name, value]) => value !== null && name !== 'state');
	if (known.length === 0) {
		const why =
			tables.geo === undefined && tables.asn === undefined
				? 'there is no place data; run `trailtop geo update`, or give --geo FILE'
				: `nothing is known of ${sanitise(address)}`;
		ports.err(`trailtop: ${why}\n`);
		return exitCode.none;
	}

	await ports.out(
		known.map(([name, value]) => `${name.padEnd(12)} ${sanitise(String(value))}\n`).join(''),
	);
	return exitCode.rows;
}
