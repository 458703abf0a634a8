import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import { consoleCommand } from './console.ts';

/** The end of the day that the tour shows: it is the same for everybody, so its steps find what they promise. */
const until = '2026-03-14T12:00:00Z';

/**
 * The console on the example trail, with the steps of the tour below the keys. It has folders of its own, so that no
 * configuration changes what the steps find, and nothing of it is left.
 */
export const tourCommand: Command = {
	help: helpOf('tour'),
	async run(args, ports) {
		const dir = await mkdtemp(join(ports.tempDir, 'trailtop-tour-'));
		const own = {
			XDG_CONFIG_HOME: join(dir, 'config'),
			XDG_DATA_HOME: join(dir, 'data'),
			XDG_STATE_HOME: join(dir, 'state'),
		};
		try {
			return await consoleCommand.run(
				{
					...args,
					strings: { ...args.strings, since: '24h', until, dashboard: 'overview' },
					lists: { from: ['example'] },
					switches: { ...args.switches, fresh: true },
				},
				{ ...ports, env: { ...ports.env, ...own } },
			);
		} finally {
			await rm(dir, { recursive: true, force: true });
		}
	},
};
