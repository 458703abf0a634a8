import { parseDuration, dayMs } from '../../text/duration.ts';
import type { FaultPath } from '../rule-fault.ts';
import type { Probe, Rule, RuleForm } from '../rule.ts';
import { textOf, textsOf, type About } from './about.ts';
import { anyOf } from '../expressions.ts';
import { Refusal } from './refusal.ts';

/** A correlation before the rules that it names are known. */
export interface Correlation {
	readonly about: About;
	readonly name: string | undefined;
	/** Ids or names of rules. */
	readonly rules: readonly string[];
	readonly groupBy: readonly string[];
	readonly form: RuleForm;
	/** Name of a group → rule → its field. */
	readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>;
	/** The rules find by themselves too. */
	readonly generate: boolean;
}

const kinds = ['event_count', 'value_count', 'temporal', 'temporal_ordered'] as const;

type Kind = (typeof kinds)[number];

const path = (...keys: readonly string[]) => ['correlation', ...keys];

/** @throws Refusal */
export function readCorrelation(
	data: unknown,
	about: About,
	name: string | undefined,
): Correlation {
	const given = (typeof data === 'object' && data !== null ? data : {}) as Readonly<
		Record<string, unknown>
	>;
	const kind = textOf(given['type']) ?? '';
	const known = kinds.find(word => word === kind);
	if (known === undefined) {
		throw new Refusal(
			path('type'),
			`correlations of the type "${kind}" are not counted here`,
			`known are ${kinds.join(', ')}`,
		);
	}

	const rules = textsOf(given['rules']);
	if (rules.length === 0) {
		throw new Refusal(path('rules'), 'it names no rules', 'name their ids or names');
	}

	const withinMs = timespanOf(textOf(given['timespan'] ?? given['timeframe']));
	return {
		about,
		name,
		rules,
		groupBy: groupByOf(given['group-by']),
		form: formOf(known, given, rules.length, withinMs),
		aliases: aliasesOf(given['aliases']),
		generate: generateOf(given['generate']),
	};
}

function timespanOf(text: string | undefined): number {
	const [, number, unit] = /^(\d+)\s*(M|y)$/.exec(text ?? '') ?? [];
	const days = unit === 'M' ? 30 : 365;
	const ms = unit === undefined ? parseDuration(text ?? '') : Number(number) * days * dayMs;
	if (ms === undefined || ms <= 0) {
		throw new Refusal(
			path('timespan'),
			`"${text ?? ''}" is no length of time`,
			'write 5m, 1h or 7d',
		);
	}

	return ms;
}

function formOf(
	kind: Kind,
	{ condition }: Readonly<Record<string, unknown>>,
	ruleCount: number,
	withinMs: number,
): RuleForm {
	const isOrdered = kind === 'temporal_ordered';
	if (isOrdered || kind === 'temporal') {
		const stepCount = condition === undefined ? ruleCount : countOf(condition).atLeast;
		if (stepCount > ruleCount || (isOrdered && stepCount < ruleCount)) {
			throw new Refusal(
				path('condition'),
				`${stepCount} of ${ruleCount} rules are not looked for`,
				isOrdered
					? 'an order has all of its rules: leave the condition out'
					: 'name a number that there are',
			);
		}

		return { kind: 'sequence', stepCount, withinMs, isOrdered };
	}

	const { atLeast, field } = countOf(condition);
	if (kind === 'event_count') {
		return { kind: 'count', atLeast, withinMs };
	}

	const name = textOf(field);
	if (name === undefined) {
		throw new Refusal(
			path('condition', 'field'),
			'value_count counts the values of one field',
			'name it',
		);
	}

	return { kind: 'distinct', field: name, atLeast, withinMs };
}

/** What a condition asks for: so many, of what. */
function countOf(condition: unknown): { readonly atLeast: number; readonly field: unknown } {
	const given = (typeof condition === 'object' && condition !== null ? condition : {}) as Readonly<
		Record<string, unknown>
	>;
	const { field, ...counts } = given;
	const [[operator = '', value] = [], ...more] = Object.entries(counts);
	const number = Number(value);
	if (!Number.isInteger(number) || more.length > 0) {
		throw new Refusal(path('condition'), 'it has not one number to compare with', 'write gte: 10');
	}

	const atLeast = new Map([
		['gte', number],
		['gt', number + 1],
	]).get(operator);
	if (atLeast === undefined || atLeast < 1) {
		throw new Refusal(
			path('condition', operator),
			`windows are not looked for that have "${operator} ${String(value)}"`,
			'gte and gt with a number above 0 are',
		);
	}

	return { atLeast, field };
}

function groupByOf(value: unknown): readonly string[] {
	const fields: readonly unknown[] = Array.isArray(value) ? value : [value ?? []].flat();
	if (fields.some(field => textOf(field) === undefined)) {
		throw new Refusal(path('group-by'), 'this is no list of fields', 'write names of fields');
	}

	return textsOf(fields);
}

function generateOf(value: unknown): boolean {
	const word = String(value ?? false).toLowerCase();
	if (word !== 'true' && word !== 'false') {
		throw new Refusal(path('generate'), `generate is "${word}"`, 'write true or false');
	}

	return word === 'true';
}

/** @throws Refusal for what names no fields, because without them other events would be one group */
function aliasesOf(value: unknown): Correlation['aliases'] {
	return new Map(
		entriesOf(value ?? {}, path('aliases')).map(([alias, fields]) => {
			const at = path('aliases', alias);
			const named = entriesOf(fields, at).map(([rule, field]) => {
				const name = textOf(field);
				if (name === undefined) {
					throw new Refusal([...at, rule], 'this names no field', 'write the name of a field');
				}

				return [rule, name] as const;
			});
			return [alias, new Map(named)];
		}),
	);
}

function entriesOf(value: unknown, at: FaultPath): readonly (readonly [string, unknown])[] {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new Refusal(at, 'this is no map of rules and fields', 'write alias: { rule: field }');
	}

	return Object.entries(value);
}

/**
 * The correlation as a rule.
 *
 * @param ruleOf - a rule by its id or name; undefined when there is none
 * @throws Refusal
 */
export function correlated(
	{ about, rules, groupBy, form, aliases }: Correlation,
	ruleOf: (name: string) => Rule | undefined,
): Rule {
	const probes = rules.flatMap((name, index): readonly Probe[] => {
		const rule = ruleOf(name);
		if (rule === undefined) {
			throw new Refusal(
				path('rules'),
				`there is no rule "${name}"`,
				'name the id or the name of a rule that is read too',
			);
		}

		if (rule.form.kind !== 'each') {
			throw new Refusal(
				path('rules'),
				`"${name}" counts already`,
				'a correlation of correlations is not looked for',
			);
		}

		const by = groupBy.map(field => aliases.get(field)?.get(name) ?? field);
		const step = form.kind === 'sequence' ? index : 0;
		return rule.probes.map(({ condition }) => ({
			condition,
			isAttempt: false,
			step,
			window: 0,
			by,
		}));
	});
	const once = form.kind === 'sequence' ? probes : oneOfEach(probes);
	return { ...about, probes: once, form, by: groupBy, acrossAccounts: true };
}

/** Events are counted, so one that meets several of the rules is one hit. */
function oneOfEach(probes: readonly Probe[]): readonly Probe[] {
	const byFields = new Map<string, Probe[]>();
	for (const probe of probes) {
		const key = JSON.stringify(probe.by);
		byFields.set(key, [...(byFields.get(key) ?? []), probe]);
	}

	return [...byFields.values()].flatMap(same =>
		same
			.slice(0, 1)
			.map(probe => ({ ...probe, condition: anyOf(same.map(({ condition }) => condition)) })),
	);
}
