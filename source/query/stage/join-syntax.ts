import { unreadable } from '../syntax/reader.ts';
import type { Reader } from '../syntax/reader.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import { readDuration } from './read-parts.ts';
import type { Body } from './stage-spec.ts';

export interface JoinStage extends StageNode {
	readonly kind: 'join';
	readonly tables: readonly JoinTable[];
	/** Each names its table: `t1.a = t2.b`. */
	readonly on: readonly { readonly left: Field; readonly right: Field }[];
	readonly windowMs: number | undefined;
}

/** A pipeline in parentheses and the name of its result. */
interface JoinTable {
	readonly name: string;
	readonly stages: readonly StageNode[];
}

const syntax = 'write join (stages) as t1, (stages) as t2 on t1.a = t2.b';

/** `(stages) as t1, (stages) as t2 on t1.a = t2.b [and …] [timewindow 10m]` */
export function readJoin(reader: Reader): Body<JoinStage> {
	const tables = [readTable(reader)];
	while (reader.takeSymbol(',') !== undefined) {
		tables.push(readTable(reader));
	}

	if (tables.length < 2) {
		reader.failHere('join needs two pipelines', syntax);
	}

	reader.expectWord('on', syntax);
	const on: { left: Field; right: Field }[] = [];
	do {
		const left = readKey(reader, tables);
		reader.takeSymbol('=', '==') ?? reader.failHere('Expected "="', syntax);
		on.push({ left, right: readKey(reader, tables) });
	} while (reader.takeWord('and') !== undefined || reader.takeSymbol(',') !== undefined);

	requireConnected(reader, tables, on);
	const timed = reader.takeWord('timewindow') !== undefined;
	const windowMs = timed ? readDuration(reader).ms : undefined;
	return { kind: 'join', tables, on, windowMs };
}

function readTable(reader: Reader): JoinTable {
	const open = reader.expectSymbol('(', syntax);
	const close = closingOffset(reader, open.end);
	const stages = reader.stages(open.end, close);
	reader.moveTo(close + 1);
	reader.expectWord('as', syntax);
	return { name: reader.field().name, stages };
}

/** `t1.a`: each key must name its table. */
function readKey(reader: Reader, tables: readonly JoinTable[]): Field {
	const key = reader.field();
	if (!tables.some(({ name }) => isOf(key, name))) {
		const names = tables.map(({ name }) => `${name}.${key.name}`).join(' or ');
		reader.fail(key.span, `"${key.name}" is of none of the joined tables`, `write ${names}`);
	}

	return key;
}

function isOf(key: Field, table: string): boolean {
	return key.name.toLowerCase().startsWith(`${table.toLowerCase()}.`);
}

/** Without a pair of equal fields, every row would be joined with every other row. */
function requireConnected(
	reader: Reader,
	tables: readonly JoinTable[],
	on: readonly { readonly left: Field; readonly right: Field }[],
): void {
	for (const [index, { name }] of tables.entries()) {
		const before = tables.slice(0, index);
		const isConnected = on.some(({ left, right }) =>
			before.some(
				other =>
					(isOf(left, name) && isOf(right, other.name)) ||
					(isOf(right, name) && isOf(left, other.name)),
			),
		);
		if (index > 0 && !isConnected) {
			const { start } = (on[0] as (typeof on)[number]).left.span;
			const span = { start, end: (on.at(-1) as (typeof on)[number]).right.span.end };
			const next = `add and ${before[0]?.name}.field = ${name}.field`;
			reader.fail(span, `nothing joins ${name} with the tables before it`, next);
		}
	}
}

/** Offset of the parenthesis that closes the one before `from`. */
export function closingOffset(reader: Reader, from: number): number {
	const { scanner } = reader.reading;
	let depth = 1;
	for (let at = from; at < reader.limit;) {
		at = scanner.skipBlank(at, reader.limit);
		const character = reader.text[at];
		depth += character === '(' ? 1 : character === ')' ? -1 : 0;
		if (depth === 0) {
			return at;
		}

		at = character === '"' ? scanner.string(at).end : at + 1;
	}

	reader.fault(reader.span(from - 1, from), 'Expected ")"', 'close this parenthesis with )');
	throw unreadable;
}
