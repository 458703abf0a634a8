import { join } from 'node:path';

/**
 * The folders that trailtop uses. They follow XDG on every system, so that a path in a runbook is
 * valid everywhere.
 */
export interface Paths {
	/** config.yaml and the user's layouts. */
	readonly configDir: string;
	/** Stores, one folder per environment. */
	readonly dataDir: string;
	/** Sessions and the history of queries. */
	readonly stateDir: string;
	/** Files that can be fetched again. */
	readonly cacheDir: string;
}

type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/**
 * The base directories of the XDG specification. A relative value is ignored, as the specification
 * requires.
 */
export function pathsOf(env: EnvironmentVariables, homeDir: string): Paths {
	const base = (name: string, fallback: string) => {
		const given = env[name];
		const dir = given !== undefined && given.startsWith('/') ? given : join(homeDir, fallback);
		return join(dir, 'trailtop');
	};

	return {
		configDir: base('XDG_CONFIG_HOME', '.config'),
		dataDir: base('XDG_DATA_HOME', '.local/share'),
		stateDir: base('XDG_STATE_HOME', '.local/state'),
		cacheDir: base('XDG_CACHE_HOME', '.cache'),
	};
}
