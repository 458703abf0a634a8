import { join } from 'node:path';

/** Where trailtop keeps what; XDG on every system, so that a path in a runbook is true anywhere. */
export interface Paths {
	/** config.yaml and the user's layouts. */
	readonly configDir: string;
	/** Stores, one folder an environment. */
	readonly dataDir: string;
	/** Session, query history. */
	readonly stateDir: string;
	/** What can be fetched again. */
	readonly cacheDir: string;
}

type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** The base directories of the XDG specification; a relative value is ignored, as it demands. */
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
