import { readFile } from 'node:fs/promises';
import { layoutSchema } from '../dashboard/layout/layout.ts';
import { formatLayoutFault, readLayout } from '../dashboard/layout/read-layout.ts';
import { parse } from '../query/language/parse.ts';
import { UsageError } from '../app/arguments.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import { loadLayouts } from '../app/layouts.ts';
import { loadConfig } from '../app/load-config.ts';
import { exitCode } from '../app/ports.ts';
import type { CommandPorts } from '../app/ports.ts';

/** Checks dashboard files, lists them, or prints their schema for an editor. */
export const layoutCommand: Command = {
	help: helpOf('layout'),
	async run(args, ports) {
		const [verb = 'list', ...files] = args.input;
		switch (verb) {
			case 'check':
				return await check(files, ports);
			case 'list': {
				const { paths } = await loadConfig(ports);
				const { layouts, faults } = await loadLayouts(paths.configDir);
				for (const layout of layouts) {
					await ports.out(
						`${layout.name.padEnd(12)} ${String(layout.panels.length).padStart(3)} panels  ${layout.description}\n`,
					);
				}

				return reportFaults(faults, ports);
			}

			case 'schema':
				await ports.out(`${JSON.stringify(layoutSchema(), null, 2)}\n`);
				return exitCode.rows;

			default:
				throw new UsageError(`layout knows check, list and schema; found "${verb}"`);
		}
	},
};

async function check(files: readonly string[], ports: CommandPorts): Promise<number> {
	if (files.length === 0) {
		const { paths } = await loadConfig(ports);
		return reportFaults((await loadLayouts(paths.configDir)).faults, ports);
	}

	const faults: string[] = [];
	for (const file of files) {
		const read = readLayout(await readFile(file, 'utf8'), file);
		if (!read.ok) {
			faults.push(...read.faults.map(fault => formatLayoutFault(fault)));
			continue;
		}

		for (const panel of read.layout.panels) {
			for (const fault of parse(panel.query).faults.filter(found => found.severity === 'fault')) {
				faults.push(`${file}: panel ${panel.id}: ${fault.message}; ${fault.next}`);
			}
		}
	}

	return reportFaults(faults, ports);
}

function reportFaults(faults: readonly string[], ports: CommandPorts): number {
	for (const fault of faults) {
		ports.err(`${fault}\n`);
	}

	return faults.length > 0 ? exitCode.fault : exitCode.rows;
}
