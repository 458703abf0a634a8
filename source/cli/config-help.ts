import * as z from 'zod';
import { configSchema } from '../app/config-schema.ts';

interface Schema {
	readonly description?: string;
	readonly default?: unknown;
	readonly type?: string;
	readonly enum?: readonly string[];
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly additionalProperties?: Schema | boolean;
	readonly items?: Schema;
	readonly anyOf?: readonly Schema[];
}

/** The settings of the configuration file, printed from their schema. */
export function configHelp(): string {
	const schema = z.toJSONSchema(configSchema, { io: 'input' }) as Schema;
	return `Settings of config.yaml (\`trailtop paths\` says where it is)\n\n${settings(schema, 1)}`;
}

function settings(schema: Schema, depth: number): string {
	const own = Object.entries(schema.properties ?? {}).map(
		([name, inner]) => `${line(name, inner, depth)}${settings(inner, depth + 1)}`,
	);
	const named =
		typeof schema.additionalProperties === 'object'
			? `${line('NAME', schema.additionalProperties, depth)}${settings(schema.additionalProperties, depth + 1)}`
			: '';
	const items = schema.items === undefined ? '' : settings(schema.items, depth);
	const options = (schema.anyOf ?? []).map(option => settings(option, depth));
	return own.join('') + named + items + options.join('');
}

function line(name: string, schema: Schema, depth: number): string {
	const words = [
		schema.description,
		schema.enum === undefined ? undefined : schema.enum.join(', '),
		schema.default === undefined || typeof schema.default === 'object'
			? undefined
			: `(${JSON.stringify(schema.default)} unless set)`,
	].filter(part => part !== undefined);
	return `${`${'  '.repeat(depth)}${name}:`.padEnd(30)} ${words.join(' ')}`.trimEnd() + '\n';
}
