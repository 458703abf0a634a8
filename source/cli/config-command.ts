import { withMaskedUrls } from '../text/url.ts';
import { UsageError } from '../app/arguments.ts';
import { formatPlural } from '../text/number.ts';
import { readOutputs } from '../app/outputs/read-outputs.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import { listOutputs, testOutputs } from './config-outputs.ts';
import { configFile, loadConfig } from '../app/load-config.ts';
import { loadThemes } from '../app/themes.ts';
import { exitCode } from '../app/ports.ts';

/** Checks the configuration, prints the settings that are in effect, or says whom findings are told. */
export const configCommand: Command = {
	help: helpOf('config'),
	async run(args, ports) {
		const [verb = 'check', more] = args.input;
		const loaded = await loadConfig(ports);
		const { config, paths } = loaded;
		const outputs = readOutputs(config.outputs, ports.homeDir);
		switch (verb) {
			case 'check': {
				// Only the console has keys, and no other command waits for its actions to load.
				const { keyFaults } = await import('../app/key-faults.ts');
				const own = await loadThemes(paths.configDir);
				const { themes } = own;
				const faults = [...keyFaults(loaded), ...own.faults];
				const lines = [...faults, ...own.warnings.map(warning => `warning: ${warning}`)];
				await ports.err(lines.map(line => `${line}\n`).join(''));
				if (faults.length > 0) {
					return exitCode.fault;
				}

				const names = Object.keys(config.environments);
				const told = outputs.length === 0 ? '' : `; ${formatPlural(outputs.length, 'output')}`;
				const drawn = themes.length === 0 ? '' : `; ${formatPlural(themes.length, 'theme')}`;
				await ports.out(
					names.length === 0
						? `${configFile(paths)}: no environment is named${told}${drawn}; \`trailtop help config\` shows how\n`
						: `${configFile(paths)}: good; environments: ${names.join(', ')}${told}${drawn}\n`,
				);
				return exitCode.rows;
			}

			case 'show':
				await ports.out(`${JSON.stringify(config, masked, 2)}\n`);
				return exitCode.rows;

			case 'outputs':
				if (more !== undefined && more !== 'test') {
					throw new UsageError(`config outputs knows test alone; found "${more}"`);
				}

				return more === 'test'
					? await testOutputs(outputs, ports)
					: await listOutputs(outputs, ports);

			default:
				throw new UsageError(`config knows check, show and outputs; found "${verb}"`);
		}
	},
};

/** A replacer: what is printed may be pasted into a ticket. */
function masked(key: string, value: unknown): unknown {
	if (key === 'webhook' && typeof value === 'string') {
		// Its path is the key, as with Slack.
		return `${new URL(value).origin}/***`;
	}

	if (key === 'command' && Array.isArray(value) && value.length > 1) {
		return [value[0], '***'];
	}

	return typeof value === 'string' ? withMaskedUrls(value) : value;
}
