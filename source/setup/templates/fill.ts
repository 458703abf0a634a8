import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { Parameters } from './parameters.ts';

/** The template files; the build copies them beside the program. */
export const templateFiles = {
	cloudformation: 'read-role.yaml',
	terraform: 'read-role.tf',
} as const;

async function textOf(kind: keyof typeof templateFiles): Promise<string> {
	return await readFile(fileURLToPath(new URL(templateFiles[kind], import.meta.url)), 'utf8');
}

/** CloudFormation YAML, with the inputs as the defaults of its parameters. */
export async function cloudFormationYaml(parameters: Parameters): Promise<string> {
	const document = await cloudFormation(parameters);
	return document.toString({ lineWidth: 0, singleQuote: true, flowCollectionPadding: false });
}

/** The same as JSON, which has no tags: `!If` becomes `Fn::If`. */
export async function cloudFormationJson(parameters: Parameters): Promise<string> {
	return `${JSON.stringify(untagged((await cloudFormation(parameters)).contents), null, 2)}\n`;
}

async function cloudFormation(parameters: Parameters): Promise<Document> {
	// The 1.1 schema quotes texts that CloudFormation would read as dates; tags are kept.
	const options = { schema: 'yaml-1.1', logLevel: 'error' } as const;
	const document = parseDocument(await textOf('cloudformation'), options);
	for (const [name, value] of Object.entries(parameters)) {
		const path = ['Parameters', pascalCase(name)];
		if (!document.hasIn(path)) {
			throw new Error(`${templateFiles.cloudformation} has no parameter ${name}`);
		}

		if (value !== undefined) {
			document.setIn([...path, 'Default'], String(value));
		}
	}

	return document;
}

function untagged(node: unknown): unknown {
	const plain = isMap(node)
		? Object.fromEntries(node.items.map(({ key, value }) => [String(key), untagged(value)]))
		: isSeq(node)
			? node.items.map(item => untagged(item))
			: isScalar(node)
				? node.value
				: node;
	const name = isNode(node) && node.tag?.startsWith('!') ? node.tag.slice(1) : '';
	switch (name) {
		case '':
			return plain;
		case 'Ref':
		case 'Condition':
			return { [name]: plain };
		case 'GetAtt':
			return { 'Fn::GetAtt': String(plain).split('.') };
		default:
			return { [`Fn::${name}`]: plain };
	}
}

function pascalCase(name: string): string {
	return name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Terraform’s native syntax, with the inputs as the defaults of its variables. */
export async function terraformHcl(variables: Parameters): Promise<string> {
	let text = await textOf('terraform');
	for (const [name, value] of Object.entries(variables)) {
		const block = new RegExp(
			`(?<=^variable "${name}" \\{\\n(?:  .*\\n)*?)(?:  default .*\\n)?(?=\\}$)`,
			'm',
		);
		if (!block.test(text)) {
			throw new Error(`${templateFiles.terraform} has no variable ${name}`);
		}

		if (value !== undefined) {
			text = text.replace(block, () => `  default     = ${literal(value)}\n`);
		}
	}

	return text;
}

/** A string without a template: `${` and `%{` are escaped. */
function literal(value: string | boolean): string {
	return JSON.stringify(value).replaceAll(/[$%](?=\{)/g, letter => letter + letter);
}
