import { resolve } from 'node:path';
import { UsageError } from '../app/arguments.ts';
import type { Arguments } from '../app/arguments.ts';
import { loadConfig } from '../app/load-config.ts';
import { exitCode } from '../app/ports.ts';
import type { CommandPorts } from '../app/ports.ts';
import { rulesTable } from '../app/print/findings.ts';
import { printResult } from '../app/print/result.ts';
import { loadRulesAloud } from '../app/rules.ts';
import type { LoadedRules } from '../findings/rule-set.ts';
import { testRules } from '../app/test-rules.ts';
import { printExpression } from '../query/syntax/print-expression.ts';
import { formatPlural } from '../text/number.ts';
import { lengthLabel } from '../text/duration.ts';
import { sanitise } from '../text/sanitise.ts';
import { wrapCells } from '../text/fit.ts';
import type { Rule, RuleForm } from '../findings/rule.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import { runDetection } from './detect-run.ts';

/** Looks for findings once, lists and tests the rules, and explains one. */
export const detectCommand: Command = {
	help: helpOf('detect'),
	async run(args, ports) {
		const [verb = 'run', ...rest] = args.input;
		const loaded = chosen(await rulesOf(args, ports), args);
		switch (verb) {
			case 'run':
				refuseMore(rest, 'run');
				return await runDetection(loaded, args, ports);
			case 'list':
				refuseMore(rest, 'list');
				return await list(loaded, args, ports);
			case 'test':
				refuseMore(rest, 'test');
				return await test(loaded, ports);
			case 'explain':
				return await explain(loaded, rest, ports);
			default:
				throw new UsageError(`detect knows list, run, test and explain; found "${verb}"`);
		}
	},
};

async function rulesOf(args: Arguments, ports: CommandPorts): Promise<LoadedRules> {
	const { paths } = await loadConfig(ports);
	const dirs = (args.lists['rules'] ?? []).map(dir => resolve(ports.workingDir, dir));
	return await loadRulesAloud(paths.configDir, ports, dirs);
}

/** Only the rules that were asked for. */
function chosen(loaded: LoadedRules, args: Arguments): LoadedRules {
	const wanted = args.lists['only'] ?? [];
	if (wanted.length === 0) {
		return loaded;
	}

	const known = (id: string) =>
		loaded.rules.filter(rule => rule.id.toLowerCase() === id.toLowerCase());
	const unknown = wanted.find(id => known(id).length === 0);
	if (unknown !== undefined) {
		throw new UsageError(
			`there is no rule "${sanitise(unknown)}"; \`trailtop detect list\` lists them`,
		);
	}

	return { ...loaded, rules: wanted.flatMap(known) };
}

function refuseMore(rest: readonly string[], verb: string): void {
	if (rest.length > 0) {
		throw new UsageError(
			`detect ${verb} takes no further words; found "${sanitise(rest[0] ?? '')}"`,
		);
	}
}

async function list(loaded: LoadedRules, args: Arguments, ports: CommandPorts): Promise<number> {
	const { rules, refusedCount } = loaded;
	const format = args.strings['format'] ?? 'table';
	if (format !== 'table' && format !== 'ndjson') {
		throw new UsageError(`detect list prints table or ndjson; found "${sanitise(format)}"`);
	}

	const columns = ports.outIsTty ? ports.columns : Number.POSITIVE_INFINITY;
	for (const piece of printResult(rulesTable(rules), format, columns, 'UTC')) {
		await ports.out(piece);
	}

	ports.err(`trailtop: ${formatPlural(rules.length, 'rule')} loaded, ${refusedCount} refused\n`);
	return refusedCount > 0 ? exitCode.fault : rules.length > 0 ? exitCode.rows : exitCode.none;
}

async function test({ rules, refusedCount }: LoadedRules, ports: CommandPorts): Promise<number> {
	const tested = await testRules(rules);
	const failed = tested.filter(
		({ found, expected, failure }) => failure !== undefined || found !== expected,
	);
	for (const { rule, index, found, expected, failure } of failed) {
		const words = failure ?? `found ${formatPlural(found, 'finding')}, expected ${expected}`;
		await ports.out(sanitise(`${rule.file}: ${rule.id}: tests[${index}]: ${words}`) + '\n');
	}

	const untested = rules.filter(rule => rule.tests.length === 0).length;
	await ports.out(
		`${tested.length - failed.length} passed, ${failed.length} failed; ${untested} rules have no tests\n`,
	);
	return failed.length + refusedCount > 0 ? exitCode.fault : exitCode.rows;
}

async function explain(
	{ rules }: LoadedRules,
	[id, ...rest]: readonly string[],
	ports: CommandPorts,
): Promise<number> {
	const rule = rules.find(one => one.id.toLowerCase() === id?.toLowerCase());
	if (id === undefined || rest.length > 0 || rule === undefined) {
		throw new UsageError(
			id === undefined || rest.length > 0
				? 'detect explain takes one rule: `trailtop detect explain CT01`'
				: `there is no rule "${sanitise(id)}"; \`trailtop detect list\` lists them`,
		);
	}

	const cells = ports.outIsTty ? ports.columns : Number.POSITIVE_INFINITY;
	const lines = explained(rule)
		.map(sanitise)
		.flatMap(line => (line === '' ? [line] : wrapCells(line, cells)));
	await ports.out(`${lines.join('\n')}\n`);
	return exitCode.rows;
}

function explained(rule: Rule): readonly string[] {
	const { id, title, severity, description, why, attack, references, author, licence, file } = rule;
	const about = [
		['attack', attack.join(', ')],
		['references', references.join(', ')],
		['author', author],
		['licence', licence],
		['file', file],
	] as const;
	return [
		`${id}  ${title}  (${severity})`,
		'',
		...[description, why].filter(Boolean).flatMap(text => [text, '']),
		...lookedFor(rule),
		'',
		...about.filter(([, text]) => text !== '').map(([name, text]) => `${name.padEnd(11)}${text}`),
	];
}

/** Conditions, whom a finding is about, and when it is one; of several windows those of each. */
function lookedFor({ form, probes, by, unless, added = [] }: Rule): readonly string[] {
	const fileOf = new Map(added.flatMap(({ file, unless: own }) => own.map(one => [one, file])));
	const exceptions = unless.map(exception => {
		const file = fileOf.get(exception);
		return `unless   ${printExpression(exception)}${file === undefined ? '' : `  (of ${file})`}`;
	});
	const windows = form.kind === 'any' ? form.windows : [{ name: '', form }];
	const lines = windows.flatMap(({ name, form: own }, window) => {
		const mine = probes.filter(probe => probe.window === window);
		return [
			...(window === 0 ? [] : ['']),
			...(name === '' ? [] : [`any of   ${name}`]),
			...mine.map(
				({ condition, isAttempt }) =>
					`${isAttempt ? 'refused' : 'when   '}  ${printExpression(condition)}`,
			),
			...(name === '' ? exceptions : []),
			`by       ${(name === '' ? by : (mine[0]?.by ?? by)).join(', ')}`,
			`finds    ${formWords(own)}`,
		];
	});
	return form.kind === 'any' ? [...lines, ...exceptions] : lines;
}

function formWords(form: RuleForm): string {
	switch (form.kind) {
		case 'each':
			return 'each record that meets it';
		case 'count':
			return `${form.atLeast} records within ${lengthLabel(form.withinMs)}`;
		case 'distinct':
			return `${form.atLeast} values of ${form.field} within ${lengthLabel(form.withinMs)}`;
		case 'any':
			return `any of ${form.windows.map(({ name }) => name).join(', ')}`;
		case 'sequence':
			return `${form.stepCount} steps${form.isOrdered ? ', one after the other,' : ''} within ${lengthLabel(form.withinMs)}`;
		case 'new':
			return `${form.fields.join(' and ')} that were not seen together for ${lengthLabel(form.forgetMs)}; it learns for ${lengthLabel(form.learnMs)}`;
	}
}
