import { join } from 'node:path';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import { configFile, loadConfig } from '../app/load-config.ts';
import { exitCode } from '../app/ports.ts';

/** Prints the paths of all files and folders that are used. */
export const pathsCommand: Command = {
	help: helpOf('paths'),
	async run(_args, ports) {
		const { paths } = await loadConfig(ports);
		const rows: readonly (readonly [string, string])[] = [
			['config', configFile(paths)],
			['layouts', join(paths.configDir, 'layouts')],
			['tables', join(paths.configDir, 'tables')],
			['stores', paths.dataDir],
			['state', paths.stateDir],
			['cache', paths.cacheDir],
		];
		await ports.out(rows.map(([name, path]) => `${name.padEnd(8)} ${path}\n`).join(''));
		return exitCode.rows;
	},
};
