import { quoteName, quoteString } from '../../syntax/escape.ts';
import { printField } from '../../syntax/print-expression.ts';
import type { Reader } from '../../syntax/reader.ts';
import type { Field, StageNode } from '../../syntax/tree.ts';
import { readDuration } from '../read-parts.ts';
import type { Body } from '../stage-spec.ts';
import { durationText, listFields } from '../stage-text.ts';

export interface TransactionStage extends StageNode {
	readonly kind: 'transaction';
	readonly on: readonly Field[];
	/** Transactions this near to an end of the range are left out. */
	readonly fringeMs: number | undefined;
	readonly states: readonly State[];
	readonly results: 'transactions' | 'states' | 'flow';
}

/** An event is in the first state that fits. */
export interface State {
	/** With `*` for any text: the whole of a field, or a part of the record. */
	readonly pattern: string;
	/** Undefined: the whole record. */
	readonly field: Field | undefined;
	readonly as: string;
}

const writeIt = 'write transaction on f with "text" as a, with "text" as b';

export function readTransaction(reader: Reader): Body<TransactionStage> {
	reader.expectWord('on', writeIt);
	const on = reader.fields();
	const fringeMs = readFringe(reader);
	const states: State[] = [];
	do {
		states.push(...readStates(reader, states.length === 0));
	} while (reader.takeSymbol(',') !== undefined || reader.isWord('with'));

	return { kind: 'transaction', on, fringeMs, states, results: readResults(reader) };
}

function readFringe(reader: Reader): number | undefined {
	reader.takeSymbol(',');
	if (reader.takeWord('fringe') === undefined) {
		return undefined;
	}

	reader.expectSymbol('=', 'write fringe=10m');
	return readDuration(reader).ms;
}

function readStates(reader: Reader, isFirst: boolean): readonly State[] {
	if (reader.takeWord('with') === undefined && isFirst) {
		reader.failHere('Expected "with"', writeIt);
	}

	if (!reader.isString()) {
		return readNamedStates(reader);
	}

	const pattern = reader.string('the text of a state');
	const field = reader.takeWord('in') === undefined ? undefined : reader.field();
	reader.expectWord('as', 'name the state: "text" as name');
	return [{ pattern, field, as: reader.field().name }];
}

/** `states login, "in cart" as cart in page` */
function readNamedStates(reader: Reader): readonly State[] {
	reader.expectWord('states', writeIt);
	const named: { name: string; as: string }[] = [];
	do {
		const { name } = reader.field();
		named.push({ name, as: reader.optionalAs()?.name ?? name });
	} while (reader.takeSymbol(',') !== undefined);

	const field = reader.takeWord('in') === undefined ? undefined : reader.field();
	return named.map(({ name, as }) => ({ pattern: name, field, as }));
}

function readResults(reader: Reader): TransactionStage['results'] {
	if (reader.takeWord('results') === undefined) {
		return 'transactions';
	}

	const next = 'write results by transactions, states or flow';
	reader.expectWord('by', next);
	const word = reader.takeWord('transactions', 'transaction', 'states', 'flow')?.word;
	if (word === undefined) {
		return reader.failHere('Expected what the rows are', next);
	}

	if (reader.isWord('showing')) {
		reader.failHere(
			'showing is not supported',
			'put a stage behind it: | max(latency) by fromstate',
		);
	}

	return word === 'transaction' ? 'transactions' : (word as TransactionStage['results']);
}

export function printTransaction({ on, fringeMs, states, results }: TransactionStage): string {
	const fringe = fringeMs === undefined ? '' : ` fringe=${durationText(fringeMs)}`;
	const all = states.map(({ pattern, field, as }) => {
		const where = field === undefined ? '' : ` in ${printField(field)}`;
		return `with ${quoteString(pattern)}${where} as ${quoteName(as)}`;
	});
	return `transaction on ${listFields(on)}${fringe} ${all.join(', ')} results by ${results}`;
}
