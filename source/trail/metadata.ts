import { isLogKind } from './log-kinds.ts';
import { parseObjectKey } from './object-key.ts';

/** Metadata of a source, the same for all its objects. */
export interface SourceMeta {
	readonly sourceCategory: string;
	/** The name of the environment or the source. */
	readonly source: string;
	/** The bucket, or the folder. */
	readonly sourceHost: string;
	readonly collector: string;
	/** Its records are told in other words than a delivered log has. */
	readonly restated?: boolean | undefined;
}

/** Metadata of every record in one object. `_receiptTime` is in ms since the epoch. */
export function objectMeta(
	meta: SourceMeta,
	key: string,
	receiptTimeMs: number,
): Readonly<Record<string, string | number>> {
	const { account, kind } = parseObjectKey(key);
	return {
		_sourceCategory: meta.sourceCategory,
		_source: meta.source,
		_sourceHost: meta.sourceHost,
		_sourceName: key,
		_collector: meta.collector,
		_object: key,
		...(account === undefined ? {} : { _objectAccount: account }),
		// A record of an ordinary log says itself what it is, and those are most.
		...(isLogKind(kind) && kind !== 'log' ? { _objectKind: kind } : {}),
		...(meta.restated === true ? { _restated: 1 } : {}),
		_receiptTime: receiptTimeMs,
	};
}
