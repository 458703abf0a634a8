import { withMaskedUrls } from '../text/url.ts';
import { UsageError } from '../app/arguments.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import { configFile, loadConfig } from '../app/load-config.ts';
import { exitCode } from '../app/ports.ts';

/** Checks the configuration, or prints the settings that are in effect. */
export const configCommand: Command = {
	help: helpOf('config'),
	async run(args, ports) {
		const [verb = 'check'] = args.input;
		const { config, paths } = await loadConfig(ports);
		switch (verb) {
			case 'check': {
				const names = Object.keys(config.environments);
				await ports.out(
					names.length === 0
						? `${configFile(paths)}: no environment is named; \`trailtop help config\` shows how\n`
						: `${configFile(paths)}: good; environments: ${names.join(', ')}\n`,
				);
				return exitCode.rows;
			}

			case 'show':
				await ports.out(`${JSON.stringify(config, masked, 2)}\n`);
				return exitCode.rows;

			default:
				throw new UsageError(`config knows check and show; found "${verb}"`);
		}
	},
};

/** A replacer: what is printed may be pasted into a ticket. */
function masked(_key: string, value: unknown): unknown {
	return typeof value === 'string' ? withMaskedUrls(value) : value;
}
