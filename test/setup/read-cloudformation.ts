import { isCollection, parse } from 'yaml';

/**
 * Reads a template as CloudFormation does: `!If` and the like become `Fn::If`, and then parameters,
 * conditions and functions become what they stand for. Anything unknown throws.
 */
export interface RawTemplate {
	readonly AWSTemplateFormatVersion: string;
	readonly Parameters: Readonly<Record<string, Parameter>>;
	readonly Rules: Readonly<Record<string, Rule>>;
	readonly Conditions: Readonly<Record<string, unknown>>;
	readonly Resources: Readonly<Record<string, Resource>>;
	readonly Outputs: Readonly<Record<string, Output>>;
}

export interface Resource {
	readonly Type: string;
	readonly Condition?: string;
	readonly Properties: Readonly<Record<string, unknown>>;
}

export type CloudFormation = Pick<
	RawTemplate,
	'AWSTemplateFormatVersion' | 'Resources' | 'Outputs'
>;

interface Output {
	readonly Condition?: string;
	readonly Value: unknown;
}

interface Parameter {
	readonly Default?: unknown;
	readonly AllowedPattern?: string;
	readonly AllowedValues?: readonly string[];
}

interface Rule {
	readonly RuleCondition: unknown;
	readonly Assertions: readonly { readonly Assert: unknown; readonly AssertDescription: string }[];
}

/** Where the stack is made. */
export type Pseudo = Readonly<
	Record<'AWS::Partition' | 'AWS::URLSuffix' | 'AWS::AccountId', string>
>;

export const commercial: Pseudo = {
	'AWS::Partition': 'aws',
	'AWS::URLSuffix': 'amazonaws.com',
	'AWS::AccountId': '999988887777',
};

const functions = ['Sub', 'If', 'Equals', 'Not', 'And'].map(name => [name, `Fn::${name}`] as const);
const names = [...functions, ['Ref', 'Ref'] as const, ['Condition', 'Condition'] as const];
const customTags = [
	...names.flatMap(([tag, name]) => [
		{ tag: `!${tag}`, resolve: (text: unknown) => ({ [name]: String(text) }) },
		{
			tag: `!${tag}`,
			collection: 'seq' as const,
			resolve: (list: unknown) => ({ [name]: isCollection(list) ? list.toJSON() : undefined }),
		},
	]),
	{ tag: '!GetAtt', resolve: (text: string) => ({ 'Fn::GetAtt': text.split('.') }) },
];

export function readCloudFormation(yaml: string): RawTemplate {
	return parse(yaml, { customTags, strict: true }) as RawTemplate;
}

const nothing = Symbol('AWS::NoValue');

export function resolveCloudFormation(template: RawTemplate, pseudo = commercial): CloudFormation {
	return new Resolver(template, pseudo).resolved();
}

class Resolver {
	readonly #template: RawTemplate;
	readonly #pseudo: Readonly<Record<string, string>>;

	constructor(template: RawTemplate, pseudo: Pseudo) {
		this.#template = template;
		this.#pseudo = pseudo;
	}

	resolved(): CloudFormation {
		for (const { RuleCondition, Assertions } of Object.values(this.#template.Rules)) {
			for (const { Assert, AssertDescription } of Assertions) {
				if (this.#value(RuleCondition) === true && this.#value(Assert) !== true) {
					throw new Error(AssertDescription);
				}
			}
		}

		return {
			AWSTemplateFormatVersion: this.#template.AWSTemplateFormatVersion,
			Resources: this.#wanted(this.#template.Resources),
			Outputs: this.#wanted(this.#template.Outputs),
		};
	}

	#wanted<Entry extends { readonly Condition?: string }>(
		entries: Readonly<Record<string, Entry>>,
	): Readonly<Record<string, Entry>> {
		return Object.fromEntries(
			Object.entries(entries).flatMap(([name, { Condition, ...entry }]) =>
				Condition === undefined || this.#condition(Condition)
					? [[name, this.#value(entry) as Entry] as const]
					: [],
			),
		);
	}

	#condition(name: string): boolean {
		if (!(name in this.#template.Conditions)) {
			throw new Error(`there is no condition ${name}`);
		}

		return this.#value(this.#template.Conditions[name]) === true;
	}

	#value(value: unknown): unknown {
		if (typeof value !== 'object' || value === null) {
			return value;
		}

		if (Array.isArray(value)) {
			return value.map(item => this.#value(item)).filter(item => item !== nothing);
		}

		const entries = Object.entries(value);
		const [[name, inner] = ['', undefined], ...rest] = entries;
		if (rest.length === 0 && (/^Fn::|^Ref$/.test(name) || isCondition(name, inner))) {
			return this.#call(name, inner);
		}

		return Object.fromEntries(
			entries
				.map(([key, item]) => [key, this.#value(item)] as const)
				.filter(([, item]) => item !== nothing),
		);
	}

	#call(name: string, inner: unknown): unknown {
		switch (name) {
			case 'Ref':
				return this.#reference(String(inner));
			case 'Condition':
				return this.#condition(String(inner));
			case 'Fn::GetAtt':
				return { [name]: inner };
			case 'Fn::Sub':
				return String(inner).replaceAll(/\$\{([^}]*)\}/g, (_, part: string) => {
					const text = this.#reference(part);
					if (typeof text !== 'string') {
						throw new Error(`${part} of Fn::Sub is no text`);
					}

					return text;
				});
			case 'Fn::If': {
				const [condition, yes, no] = inner as readonly unknown[];
				return this.#value(this.#condition(String(condition)) ? yes : no);
			}

			case 'Fn::Equals': {
				const [left, right] = (inner as readonly unknown[]).map(item => this.#value(item));
				return left === right;
			}

			case 'Fn::Not':
				return !(inner as readonly unknown[]).every(item => this.#value(item) === true);
			case 'Fn::And':
				return (inner as readonly unknown[]).every(item => this.#value(item) === true);
			default:
				throw new Error(`the resolver does not know ${name}`);
		}
	}

	#reference(name: string): unknown {
		if (name === 'AWS::NoValue') {
			return nothing;
		}

		if (name in this.#pseudo) {
			return this.#pseudo[name];
		}

		if (name in this.#template.Resources) {
			return { Ref: name };
		}

		const parameter = this.#template.Parameters[name];
		const value = parameter?.Default;
		if (typeof value !== 'string') {
			throw new Error(`the parameter ${name} has no text`);
		}

		const { AllowedPattern = '.*', AllowedValues = [value] } = parameter ?? {};
		if (!new RegExp(`^(?:${AllowedPattern})$`).test(value) || !AllowedValues.includes(value)) {
			throw new Error(`the parameter ${name} may not be "${value}"`);
		}

		return value;
	}
}

/** A statement of a policy has a `Condition` as well, which is no text. */
function isCondition(name: string, inner: unknown): boolean {
	return name === 'Condition' && typeof inner === 'string';
}
