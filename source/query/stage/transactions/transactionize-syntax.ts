import { quoteName, quoteString } from '../../syntax/escape.ts';
import type { Reader } from '../../syntax/reader.ts';
import type { Field, StageNode } from '../../syntax/tree.ts';
import { readDuration } from '../read-parts.ts';
import type { Body } from '../stage-spec.ts';
import { durationText, listFields } from '../stage-text.ts';
import type { Border, TransactionLimits } from './group-rows.ts';
import { mergeText, readMerges, type Merge } from './merge.ts';

export interface TransactionizeStage extends StageNode, TransactionLimits {
	/** The second makes a table of one row a transaction. */
	readonly kind: 'transactionize' | 'merge-transactions';
	readonly fields: readonly Field[];
	/** Of the fields that it makes. */
	readonly as: string;
	/** Rows without any of the fields stay. */
	readonly keepOrphans: boolean;
	/** Empty: rows stay rows. */
	readonly merges: readonly Merge[];
}

const options = [
	'maxspan',
	'maxpause',
	'maxlogs',
	'startswith',
	'endswith',
	'keeporphans',
] as const;

type Options = TransactionLimits & Pick<TransactionizeStage, 'keepOrphans'>;

export function readTransactionize(reader: Reader): Body<TransactionizeStage> {
	const fields = reader.fields();
	const as = reader.optionalAs()?.name ?? '_group';
	const limits = readOptions(reader);
	const merges = readMerges(reader);
	const kind = merges.length > 0 ? 'merge-transactions' : 'transactionize';
	return { kind, fields, as, ...limits, merges };
}

function readOptions(reader: Reader): Options {
	let read: Options = {
		maxSpanMs: undefined,
		maxPauseMs: undefined,
		maxLogs: undefined,
		startsWith: undefined,
		endsWith: undefined,
		keepOrphans: true,
	};
	for (;;) {
		reader.takeSymbol(',');
		const option = reader.takeWord(...options);
		if (option === undefined) {
			return read;
		}

		reader.expectSymbol('=', `write ${option.text}=value`);
		read = { ...read, ...readOption(reader, option.word as (typeof options)[number]) };
	}
}

function readOption(reader: Reader, option: (typeof options)[number]): Partial<Options> {
	switch (option) {
		case 'maxspan':
			return { maxSpanMs: readDuration(reader).ms };
		case 'maxpause':
			return { maxPauseMs: readDuration(reader).ms };
		case 'maxlogs':
			return { maxLogs: Math.max(1, reader.integer('a number of events')) };
		case 'startswith':
			return { startsWith: readBorder(reader) };
		case 'endswith':
			return { endsWith: readBorder(reader) };
		case 'keeporphans': {
			const word =
				reader.takeWord('true', 'false') ??
				reader.failHere('Expected true or false', 'write keepOrphans=false');
			return { keepOrphans: word.word === 'true' };
		}
	}
}

function readBorder(reader: Reader): Border {
	const text = reader.string('the text of the event');
	const strict = reader.takeSymbol(';') !== undefined;
	if (strict) {
		reader.expectWord('strict', 'write ;strict behind the text');
	}

	return { text, strict };
}

export function printTransactionize(stage: TransactionizeStage): string {
	const { maxSpanMs, maxPauseMs, maxLogs } = stage;
	const parts = [
		...(maxSpanMs === undefined ? [] : [`maxSpan=${durationText(maxSpanMs)}`]),
		...(maxPauseMs === undefined ? [] : [`maxPause=${durationText(maxPauseMs)}`]),
		...(maxLogs === undefined ? [] : [`maxLogs=${maxLogs}`]),
		...borderText('startsWith', stage.startsWith),
		...borderText('endsWith', stage.endsWith),
		...(stage.keepOrphans ? [] : ['keepOrphans=false']),
	];
	const limits = parts.map(part => ` ${part}`).join('');
	const merge = stage.merges.length === 0 ? '' : ` (${mergeText(stage.merges)})`;
	return `transactionize ${listFields(stage.fields)} as ${quoteName(stage.as)}${limits}${merge}`;
}

function borderText(name: string, border: Border | undefined): readonly string[] {
	return border === undefined
		? []
		: [`${name}=${quoteString(border.text)}${border.strict ? ';strict' : ''}`];
}
