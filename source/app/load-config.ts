import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Paths } from '../config/paths.ts';
import { pathsOf } from '../config/paths.ts';
import { themeWishes } from '../config/theme-wishes.ts';
import { readYaml } from '../config/yaml-text.ts';
import { orUndefined } from '../intel/write-whole.ts';
import { themesDir } from './themes.ts';
import { printFault, readConfig } from '../config/read-config.ts';
import { ConfigError } from './config-error.ts';
import { configSchema } from './config-schema.ts';
import type { Config } from './config-schema.ts';
import type { CommandPorts } from './ports.ts';

async function hasTheme({ configDir }: Paths, name: string): Promise<boolean> {
	const files = (await orUndefined(readdir(themesDir(configDir)))) ?? [];
	return files.includes(`${name}.yaml`) || files.includes(`${name}.yml`);
}

export function configFile(paths: Paths): string {
	return join(paths.configDir, 'config.yaml');
}

export interface LoadedConfig {
	readonly config: Config;
	readonly paths: Paths;
	/** Where a setting stands in the file. */
	readonly positionOf: PositionOf;
}

export type PositionOf = (path: readonly PropertyKey[]) => {
	readonly line: number;
	readonly column: number;
};

/**
 * Reads the user’s configuration; a missing file counts as empty.
 *
 * @throws ConfigError
 */
export async function loadConfig(ports: CommandPorts): Promise<LoadedConfig> {
	const paths = pathsOf(ports.env, ports.homeDir);
	const file = configFile(paths);
	let text = '';
	try {
		text = await readFile(file, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
			throw new ConfigError(`${file} cannot be read: ${String(error)}`, { cause: error });
		}
	}

	const read = readConfig(text, configSchema);
	if ('faults' in read) {
		throw new ConfigError(read.faults.map(fault => printFault(file, fault)).join('\n'));
	}

	const { theme } = read.config;
	if (!(themeWishes as readonly string[]).includes(theme) && !(await hasTheme(paths, theme))) {
		const message = `there is no theme "${theme}"`;
		const next = `it is one of ${themeWishes.join(', ')}, or the name of a file in ${themesDir(paths.configDir)}`;
		const fault = { ...readYaml(text).positionOf(['theme']), key: 'theme', message, next };
		throw new ConfigError(printFault(file, fault));
	}

	return { config: read.config, paths, positionOf: read.positionOf };
}
