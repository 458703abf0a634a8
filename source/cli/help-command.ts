import { manual } from '../query/language/manual.ts';
import { UsageError } from '../app/arguments.ts';
import { commandHelps, helpOf } from './command.ts';
import type { Command } from './command.ts';
import { configHelp } from './config-help.ts';
import { helpCells, printCommandHelp, printHelp } from './help.ts';
import { exitCode } from '../app/ports.ts';
import { printForms } from '../text/when/print-forms.ts';
import { withinColumns } from '../text/within-columns.ts';

/** Help of the commands, the query language and the configuration. */
export const helpCommand: Command = {
	help: helpOf('help'),
	async run(args, ports) {
		const [topic, detail] = args.input;
		await ports.out(withinColumns(helpText(topic, detail), helpCells));
		return exitCode.rows;
	},
};

/** What `trailtop help` says of a topic, before its lines are broken. */
function helpText(topic: string | undefined, detail: string | undefined): string {
	if (topic === undefined) {
		return printHelp(commandHelps);
	}

	if (topic === 'config') {
		return configHelp();
	}

	if (topic === 'time') {
		return printForms();
	}

	if (topic === 'query' && detail === undefined) {
		return `${printCommandHelp(helpOf('query'))}\n${manual()}`;
	}

	if (topic === 'query' && detail !== undefined) {
		const text = manual(detail);
		if (text === '') {
			throw new UsageError(`the language has no "${detail}"; \`trailtop help query\` lists it all`);
		}

		return text;
	}

	const command = commandHelps.find(candidate => candidate.name === topic);
	if (command === undefined) {
		throw new UsageError(
			`there is no help on "${topic}"; topics: ${[...commandHelps.map(known => known.name), 'config', 'time'].join(', ')}`,
		);
	}

	return printCommandHelp(command);
}
