import { printFault } from '../config/read-config.ts';
import { actions } from '../dashboard/action/index.ts';
import { rebind } from '../dashboard/action/rebind.ts';
import { configFile } from './load-config.ts';
import type { LoadedConfig } from './load-config.ts';

/** What is wrong with the keys of the configuration, a line each; the keys that come with the console stay there. */
export function keyFaults({ config, paths, positionOf }: LoadedConfig): readonly string[] {
	return rebind(actions, config.keys ?? {}).faults.map(({ action, message, next }) => {
		const path = ['keys', action];
		return printFault(configFile(paths), {
			...positionOf(path),
			key: path.join('.'),
			message,
			next,
		});
	});
}
