/** An expression that is printed as it is: a reference, or a call. */
export class HclExpression {
	readonly text: string;

	constructor(text: string) {
		this.text = text;
	}
}

export type Hcl =
	string | number | boolean | HclExpression | readonly Hcl[] | { readonly [key: string]: Hcl };

export interface HclBlock {
	readonly kind: string;
	readonly labels: readonly string[];
	readonly attributes: Readonly<Record<string, Hcl>>;
	readonly blocks?: readonly HclBlock[];
}

/** Blocks in Terraform’s native syntax. */
export function printHcl(blocks: readonly HclBlock[]): string {
	return blocks.map(block => printBlock(block, '')).join('\n');
}

function printBlock(block: HclBlock, indent: string): string {
	const head = [block.kind, ...block.labels.map(label => quote(label))].join(' ');
	const inner = `${indent}  `;
	const width = Math.max(0, ...Object.keys(block.attributes).map(name => name.length));
	const attributes = Object.entries(block.attributes).map(
		([name, value]) => `${inner}${name.padEnd(width)} = ${printValue(value, inner)}\n`,
	);
	const blocks = (block.blocks ?? []).map(nested => printBlock(nested, inner));
	return `${indent}${head} {\n${[...attributes, ...blocks].join('')}${indent}}\n`;
}

/** @param indent - of the line that the value begins on */
export function printValue(value: Hcl, indent: string): string {
	if (value instanceof HclExpression) {
		return value.text;
	}

	if (typeof value === 'string') {
		return quote(value);
	}

	if (typeof value !== 'object') {
		return String(value);
	}

	const inner = `${indent}  `;
	if (Array.isArray(value)) {
		const items = (value as readonly Hcl[]).map(item => `${inner}${printValue(item, inner)},\n`);
		return items.length === 0 ? '[]' : `[\n${items.join('')}${indent}]`;
	}

	const entries = Object.entries(value).map(
		([name, item]) => `${inner}${printName(name)} = ${printValue(item, inner)}\n`,
	);
	return entries.length === 0 ? '{}' : `{\n${entries.join('')}${indent}}`;
}

function printName(name: string): string {
	return /^[A-Za-z_][\w-]*$/.test(name) ? name : quote(name);
}

/** A string that holds no template: `${` and `%{` stand for themselves. */
function quote(text: string): string {
	return JSON.stringify(escapeTemplate(text));
}

/** Terraform’s JSON syntax reads templates in strings as well. */
export function escapeTemplate(text: string): string {
	return text.replaceAll(/[$%](?=\{)/g, letter => letter + letter);
}
