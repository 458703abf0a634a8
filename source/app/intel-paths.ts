import { join } from 'node:path';
import type { Paths } from '../config/paths.ts';

/** Where the files of indicators, geographic places and tables are. */
export interface IntelPaths {
	readonly feedsFile: string;
	readonly threatsDir: string;
	readonly threatsCacheDir: string;
	readonly geoDir: string;
	readonly geoCacheDir: string;
	readonly tablesDir: string;
}

export function intelPaths(paths: Paths): IntelPaths {
	return {
		feedsFile: join(paths.configDir, 'feeds.yaml'),
		threatsDir: join(paths.dataDir, 'threats'),
		threatsCacheDir: join(paths.cacheDir, 'threats'),
		geoDir: join(paths.dataDir, 'geo'),
		geoCacheDir: join(paths.cacheDir, 'geo'),
		tablesDir: join(paths.configDir, 'tables'),
	};
}
