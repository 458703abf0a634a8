import { distance } from 'fastest-levenshtein';
import type * as z from 'zod';
import { readYaml } from './yaml-text.ts';
import type { YamlText } from './yaml-text.ts';

/** A fault in a configuration file, with its position. */
export interface ConfigFault {
	/** From 1; the line of the key where there is one. */
	readonly line: number;
	readonly column: number;
	/** `environments.prod.source.bucket`. */
	readonly key: string;
	readonly message: string;
	readonly next: string;
}

/** A known word is suggested when its edit distance is at most this. */
const suggestionDistanceMax = 3;

/**
 * Reads a configuration.
 *
 * @param text - YAML; an empty text is an empty configuration
 * @param schema - what it may contain
 */
export function readConfig<Schema extends z.ZodType>(
	text: string,
	schema: Schema,
):
	| { config: z.output<Schema>; positionOf: YamlText['positionOf'] }
	| { faults: readonly ConfigFault[] } {
	const yaml = readYaml(text);
	if (yaml.errors.length > 0) {
		return {
			faults: yaml.errors.map(({ line, column, message }) => ({
				line,
				column,
				key: '',
				message: `this is not YAML: ${message}`,
				next: 'mend the line; a string with : or # in it needs quotes',
			})),
		};
	}

	const checked = schema.safeParse(yaml.data ?? {});
	if (checked.success) {
		return { config: checked.data, positionOf: path => yaml.positionOf(path) };
	}

	const file = { yaml, schema };
	return { faults: checked.error.issues.flatMap(issue => faultsOf(issue, file)) };
}

/** One line per fault: `file:line:key` with what was found and what to do. */
export function printFault(file: string, fault: ConfigFault): string {
	const position = fault.key === '' ? `${fault.line}` : `${fault.line}:${fault.key}`;
	return `${file}:${position}: ${fault.message}; ${fault.next}`;
}

interface CheckedFile {
	readonly yaml: YamlText;
	readonly schema: z.core.$ZodType;
}

function faultsOf(issue: z.core.$ZodIssue, file: CheckedFile): readonly ConfigFault[] {
	if (issue.code === 'invalid_union') {
		// A source has one schema per kind: faults are reported against the kind that fits best.
		const nearest = [...issue.errors].sort((a, b) => a.length - b.length)[0] ?? [];
		return nearest.flatMap(inner =>
			faultsOf({ ...inner, path: [...issue.path, ...inner.path] }, file),
		);
	}

	if (issue.code === 'unrecognized_keys') {
		return issue.keys.map(key => {
			const path = [...issue.path, key];
			return {
				...file.yaml.positionOf(path),
				key: path.join('.'),
				message: `there is no setting "${key}" here`,
				next: suggestion(key, knownKeys(file.schema, issue.path)),
			};
		});
	}

	if (issue.code === 'invalid_key') {
		return issue.issues.map(({ message }) => ({
			...file.yaml.positionOf(issue.path),
			key: issue.path.join('.'),
			message,
			next: 'give it another name',
		}));
	}

	return [
		{
			...file.yaml.positionOf(issue.path),
			key: issue.path.join('.'),
			message: issue.message.replace(/^Invalid input: /, ''),
			next: 'see `trailtop help config` for what is expected here',
		},
	];
}

function suggestion(word: string, known: readonly string[]): string {
	const nearest = [...known].sort((a, b) => distance(word, a) - distance(word, b))[0];
	if (nearest !== undefined && distance(word, nearest) <= suggestionDistanceMax) {
		return `did you mean "${nearest}"?`;
	}

	return known.length > 0 ? `known here: ${known.join(', ')}` : 'remove it';
}

/** The keys that the schema knows at a path; for a source, those of every kind. */
function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
	let schemas = [schema];
	for (const step of path) {
		schemas = schemas.flatMap(known => inner(known, String(step)));
	}

	return schemas.flatMap(known => shapeKeys(known));
}

function inner(schema: z.core.$ZodType, key: string): z.core.$ZodType[] {
	const definition = unwrap(schema)._zod.def as {
		type: string;
		shape?: Record<string, z.core.$ZodType>;
		valueType?: z.core.$ZodType;
		element?: z.core.$ZodType;
		options?: z.core.$ZodType[];
	};
	const next = definition.shape?.[key] ?? definition.valueType ?? definition.element;
	return [
		...(next === undefined ? [] : [next]),
		...(definition.options ?? []).flatMap(option => inner(option, key)),
	];
}

function shapeKeys(schema: z.core.$ZodType): string[] {
	const definition = unwrap(schema)._zod.def as {
		shape?: Record<string, unknown>;
		options?: z.core.$ZodType[];
	};
	return [
		...Object.keys(definition.shape ?? {}),
		...(definition.options ?? []).flatMap(option => shapeKeys(option)),
	];
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
	const definition = schema._zod.def as { innerType?: z.core.$ZodType };
	return definition.innerType === undefined ? schema : unwrap(definition.innerType);
}
