import { randomBytes } from 'node:crypto';
import { UsageError } from '../app/arguments.ts';
import type { Arguments } from '../app/arguments.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import { exitCode } from '../app/ports.ts';
import { cloudFormation, cloudFormationYaml } from '../setup/templates/cloudformation.ts';
import { externalIdBytes, readTemplateInputs } from '../setup/templates/inputs.ts';
import type { TemplateInputs } from '../setup/templates/inputs.ts';
import { outsideLines } from '../setup/templates/outside.ts';
import { terraformHcl, terraformJson } from '../setup/templates/terraform.ts';

const templateKinds = ['cloudformation', 'terraform'] as const;
type TemplateKind = (typeof templateKinds)[number];

const formatsOf: Readonly<Record<TemplateKind, readonly string[]>> = {
	cloudformation: ['yaml', 'json'],
	terraform: ['hcl', 'json'],
};

/** Prints what makes a role that can read one trail and nothing else. */
export const templateCommand: Command = {
	help: helpOf('template'),
	async run(args, ports) {
		const kind = kindOf(args);
		const format = formatOf(args, kind);
		const inputs = readTemplateInputs(
			args,
			() => `trailtop-${randomBytes(externalIdBytes).toString('hex')}`,
		);
		await ports.out(print(kind, format, inputs));
		if (format === 'json') {
			// JSON has no comments, and what is left to do must not get lost.
			ports.err(`${outsideLines(inputs).join('\n')}\n`);
		}

		return exitCode.rows;
	},
};

function print(kind: TemplateKind, format: string, inputs: TemplateInputs): string {
	if (kind === 'terraform') {
		return format === 'json' ? terraformJson(inputs) : terraformHcl(inputs);
	}

	return format === 'json'
		? `${JSON.stringify(cloudFormation(inputs), null, 2)}\n`
		: cloudFormationYaml(inputs);
}

function kindOf(args: Arguments): TemplateKind {
	const [given, ...rest] = args.input;
	const kind = templateKinds.find(known => known === given);
	if (kind === undefined || rest.length > 0) {
		throw new UsageError(
			`template is for cloudformation or terraform; found "${args.input.join(' ')}"`,
		);
	}

	return kind;
}

function formatOf(args: Arguments, kind: TemplateKind): string {
	const known = formatsOf[kind];
	const format = args.strings['format'] ?? known[0] ?? '';
	if (!known.includes(format)) {
		throw new UsageError(
			`--format of template ${kind} is ${known.join(' or ')}; found "${format}"`,
		);
	}

	return format;
}
