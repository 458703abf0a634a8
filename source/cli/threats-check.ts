import { resolve } from 'node:path';
import { levelOf } from '../intel/level.ts';
import { endOf } from '../intel/threat-table.ts';
import type { Match } from '../intel/threat-table.ts';
import { sanitise } from '../text/sanitise.ts';
import { formatTime } from '../text/time.ts';
import { UsageError } from '../app/arguments.ts';
import type { Arguments } from '../app/arguments.ts';
import { openTables } from '../app/intel.ts';
import type { IntelPaths } from '../app/intel-paths.ts';
import { exitCode } from '../app/ports.ts';
import type { CommandPorts } from '../app/ports.ts';

/** Looks up one address, domain or hash in all indicators. */
export async function checkIndicator(
	[word, ...rest]: readonly string[],
	args: Arguments,
	paths: IntelPaths,
	ports: CommandPorts,
): Promise<number> {
	if (word === undefined || rest.length > 0) {
		throw new UsageError('check takes one address, domain or hash');
	}

	const tables = await openTables({
		example: false,
		threatFiles: (args.lists['threats'] ?? []).map(file => resolve(ports.workingDir, file)),
		geoFiles: [],
		threatsDir: paths.threatsDir,
		tablesDir: paths.tablesDir,
	});
	const { threats } = tables;
	for (const note of tables.notes) {
		ports.err(`trailtop: ${sanitise(note)}\n`);
	}

	if (threats === undefined) {
		ports.err(
			'trailtop: there are no indicators; run `trailtop threats update`, or give --threats FILE\n',
		);
		return exitCode.none;
	}

	const matches = threats.matches(word);
	if (args.strings['format'] === 'json') {
		await ports.out(`${JSON.stringify(matches.map(jsonOf), null, 2)}\n`);
	} else if (matches.length === 0) {
		ports.err(
			`trailtop: ${sanitise(word)} is none of ${threats.size.toLocaleString('en')} indicators\n`,
		);
	} else {
		await ports.out(matches.map(match => textOf(match)).join('\n'));
	}

	return matches.length === 0 ? exitCode.none : exitCode.rows;
}

function jsonOf(match: Match) {
	const { about, indicator, type } = match;
	return {
		indicator,
		type,
		source: about.source,
		level: levelOf(about.confidence),
		confidence: about.confidence,
		threat_type: about.threatType,
		actors: about.actors,
		malware: about.malware,
		labels: about.labels,
		kill_chain: about.killChain,
		id: about.id,
		reference: about.reference,
		valid_from: isoOf(about.validFromMs ?? match.firstImportedMs),
		valid_until: isoOf(endOf(match)),
		imported: isoOf(match.firstImportedMs),
		withdrawn: isoOf(match.withdrawnMs),
	};
}

function isoOf(timeMs: number | undefined): string | null {
	return timeMs === undefined ? null : new Date(timeMs).toISOString();
}

function textOf(match: Match): string {
	const { about } = match;
	const time = (timeMs: number) => formatTime(timeMs, 'UTC', 'full');
	const end = endOf(match);
	const lines: readonly (readonly [name: string, value: string])[] = [
		['indicator', `${match.indicator} (${match.type})`],
		['source', about.source],
		['level', `${levelOf(about.confidence)} (${about.confidence})`],
		['threat type', about.threatType],
		['actors', about.actors.join(', ')],
		['malware', about.malware.join(', ')],
		['labels', about.labels.join(', ')],
		['kill chain', about.killChain.join(', ')],
		['reference', about.reference],
		['imported', time(match.firstImportedMs)],
		['valid until', end === undefined ? '' : time(end)],
		['withdrawn', match.withdrawnMs === undefined ? '' : time(match.withdrawnMs)],
	];
	return lines
		.filter(([, value]) => value !== '')
		.map(([name, value]) => `${name.padEnd(12)} ${sanitise(value)}\n`)
		.join('');
}
