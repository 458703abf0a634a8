import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { layoutSchema } from '../dashboard/layout/layout.ts';
import { UsageError } from '../app/arguments.ts';
import type { Arguments } from '../app/arguments.ts';
import { checkLayout, layoutText, layoutWarnings, takeLayout } from '../app/shared-layouts.ts';
import { formatPlural } from '../text/number.ts';
import { NewFile } from '../evidence/export/new-file.ts';
import { sanitise } from '../text/sanitise.ts';
import { withMaskedUrls } from '../text/url.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import { loadLayouts } from '../app/layouts.ts';
import { loadConfig } from '../app/load-config.ts';
import { exitCode } from '../app/ports.ts';
import type { CommandPorts } from '../app/ports.ts';

/** Lists, checks and shares dashboard files, or prints their schema for an editor. */
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
						`${layout.name.padEnd(12)} ${String(layout.panels.length).padStart(3)} panels  ${withMaskedUrls(layout.description)}\n`,
					);
				}

				return reportFaults(faults, ports);
			}

			case 'schema':
				await ports.out(`${JSON.stringify(layoutSchema(), null, 2)}\n`);
				return exitCode.rows;

			case 'export':
				return await exportLayout(files, args, ports);
			case 'import':
				return await importLayout(files, args, ports);
			default:
				throw new UsageError(
					`layout knows check, export, import, list and schema; found "${verb}"`,
				);
		}
	},
};

async function check(files: readonly string[], ports: CommandPorts): Promise<number> {
	if (files.length === 0) {
		const { paths } = await loadConfig(ports);
		const { layouts, faults } = await loadLayouts(paths.configDir);
		reportWarnings(
			layouts.flatMap(layout => layoutWarnings(layout, layout.name)),
			ports,
		);
		return reportFaults(faults, ports);
	}

	const faults: string[] = [];
	for (const file of files) {
		const checked = checkLayout(await readFile(file, 'utf8'), file);
		faults.push(...checked.faults);
		reportWarnings(checked.warnings, ports);
	}

	return reportFaults(faults, ports);
}

/** Prints the file of a dashboard, to give it to somebody else. */
async function exportLayout(
	[name, ...rest]: readonly string[],
	args: Arguments,
	ports: CommandPorts,
): Promise<number> {
	if (name === undefined || rest.length > 0) {
		throw new UsageError('layout export needs one name: `trailtop layout` lists the dashboards');
	}

	const { paths } = await loadConfig(ports);
	const text = await layoutText(name, paths.configDir);
	const { out } = args.strings;
	if (out === undefined) {
		await ports.out(text);
		return exitCode.rows;
	}

	const file = resolve(ports.workingDir, out);
	const written = await NewFile.create(file);
	await written.write(text);
	await written.close();
	ports.err(
		`trailtop: ${name} is in ${file}; \`trailtop layout import ${out}\` takes it elsewhere\n`,
	);
	return exitCode.rows;
}

/** Takes a dashboard that somebody shared. */
async function importLayout(
	[file, ...rest]: readonly string[],
	args: Arguments,
	ports: CommandPorts,
): Promise<number> {
	if (file === undefined || rest.length > 0) {
		throw new UsageError('layout import needs one file: `trailtop layout import team.yaml`');
	}

	const { paths } = await loadConfig(ports);
	const path = resolve(ports.workingDir, file);
	const text = await readFile(path, 'utf8');
	const replaces = args.switches['replace'] === true;
	const taken = await takeLayout(text, file, paths.configDir, replaces);
	if ('faults' in taken) {
		return reportFaults(
			taken.faults.map(fault => sanitise(fault)),
			ports,
		);
	}

	const { layout, notes } = taken;
	const panels = formatPlural(layout.panels.length, 'panel');
	await ports.out(`${layout.name} with ${panels} is in ${taken.file}\n`);
	for (const note of notes) {
		ports.err(`trailtop: ${sanitise(note)}\n`);
	}

	return exitCode.rows;
}

/** They change no exit code. */
function reportWarnings(warnings: readonly string[], ports: CommandPorts): void {
	for (const warning of warnings) {
		ports.err(`${sanitise(warning)}\n`);
	}
}

function reportFaults(faults: readonly string[], ports: CommandPorts): number {
	for (const fault of faults) {
		ports.err(`${fault}\n`);
	}

	return faults.length > 0 ? exitCode.fault : exitCode.rows;
}
