import { randomBytes } from 'node:crypto';
import { UsageError } from '../app/arguments.ts';
import type { Arguments } from '../app/arguments.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import { exitCode } from '../app/ports.ts';
import { cloudFormationJson, cloudFormationYaml, terraformHcl } from '../setup/templates/fill.ts';
import { externalIdBytes, readTemplateInputs } from '../setup/templates/inputs.ts';
import { outsideLines } from '../setup/templates/outside.ts';
import { parametersOf } from '../setup/templates/parameters.ts';
import type { Parameters } from '../setup/templates/parameters.ts';

type Printers = Readonly<Record<string, (parameters: Parameters) => Promise<string>>>;

/** Printers by kind and format; without `--format` the first format is used. */
const printers = {
	cloudformation: { yaml: cloudFormationYaml, json: cloudFormationJson },
	terraform: { hcl: terraformHcl },
} satisfies Readonly<Record<string, Printers>>;

/** Prints a template for a role that can read one trail and nothing else. */
export const templateCommand: Command = {
	help: helpOf('template'),
	async run(args, ports) {
		const { format, print } = printerOf(args);
		const inputs = readTemplateInputs(
			args,
			() => `trailtop-${randomBytes(externalIdBytes).toString('hex')}`,
		);
		const outside = outsideLines(inputs);
		const template = await print(parametersOf(inputs));
		if (format === 'json') {
			// JSON has no comments, so the remaining steps are printed to stderr.
			await ports.out(template);
			ports.err(`${outside.join('\n')}\n`);
		} else {
			const comments = outside.map(line => `# ${line}`.trimEnd());
			await ports.out(`${comments.join('\n')}\n\n${template}`);
		}

		return exitCode.rows;
	},
};

function printerOf(args: Arguments) {
	const [given = '', ...rest] = args.input;
	const known = new Map<string, Printers>(Object.entries(printers)).get(given);
	if (known === undefined || rest.length > 0) {
		throw new UsageError(
			`template is for ${Object.keys(printers).join(' or ')}; found "${args.input.join(' ')}"`,
		);
	}

	const formats = Object.keys(known);
	const format = args.strings['format'] ?? formats[0] ?? '';
	const print = new Map(Object.entries(known)).get(format);
	if (print === undefined) {
		throw new UsageError(
			`--format of template ${given} is ${formats.join(' or ')}; found "${format}"`,
		);
	}

	return { format, print };
}
