import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import type { Value } from '../../source/query/value.ts';

/** One conformance case; the format is described in `test/cases/README.md`. */
export interface Case {
	readonly name: string;
	readonly query: string;
	/** Events, or lines of text. An event's `_meta` overrides its metadata. */
	readonly input: readonly (string | Readonly<Record<string, unknown>>)[];
	readonly expect: Expectation;
	readonly env?: {
		/** Ms since the epoch. */
		readonly from?: number;
		readonly to?: number;
		readonly now?: number;
		/** IANA name, UTC when missing. */
		readonly tz?: string;
	};
	/** Name of a look-up source → its rows. */
	readonly lookups?: Readonly<Record<string, readonly Readonly<Record<string, Value>>[]>>;
	readonly params?: Readonly<Record<string, string>>;
}

export interface Expectation {
	readonly rows?: readonly Readonly<Record<string, Value>>[];
	/** Compare only the fields that the rows list. */
	readonly match?: 'subset';
	readonly ordered?: boolean;
	readonly columns?: readonly string[];
	readonly count?: number;
	/** Numbers may differ by this much. */
	readonly approx?: number;
	readonly error?: {
		readonly message?: string;
		/** What the text at the fault's place starts with. */
		readonly at?: string | null;
		readonly help?: string;
	};
	/** A part of one of the warnings. */
	readonly warning?: string;
}

/** Reads a file of cases, JSON or YAML. */
export function readCases(path: string): readonly Case[] {
	const text = readFileSync(path, 'utf8');
	const cases: unknown = path.endsWith('.json') ? JSON.parse(text) : parseYaml(text);
	return cases as readonly Case[];
}

/** A case's input as records: text, metadata, and the time each gets. */
export interface CaseRecord {
	readonly raw: string;
	readonly meta: Readonly<Record<string, string | number>>;
	readonly timeMs: number;
}

const defaultMeta = {
	_sourceCategory: 'AWS_EAGLE',
	_sourceName: 'Http Input',
	_sourceHost: 'localhost',
};

export function recordsOf({ input, env }: Case): readonly CaseRecord[] {
	return input.map(item => {
		if (typeof item === 'string') {
			return { raw: item, meta: defaultMeta, timeMs: env?.from ?? 0 };
		}

		const { _meta, ...event } = item;
		const { _messageTime, ...meta } = (_meta ?? {}) as Record<string, string | number>;
		const eventTime = typeof event.eventTime === 'string' ? Date.parse(event.eventTime) : NaN;
		const fallback = typeof _messageTime === 'number' ? _messageTime : (env?.from ?? 0);
		return {
			raw: JSON.stringify(event),
			meta: { ...defaultMeta, ...meta },
			timeMs: Number.isNaN(eventTime) ? fallback : eventTime,
		};
	});
}

export interface CaseRequest {
	readonly text: string;
	readonly fromMs: number;
	readonly toMs: number;
	readonly nowMs: number;
	readonly timeZone: string;
	readonly params: Readonly<Record<string, string>>;
}

/** Without a range in `env` it is the one that the records span. */
export function requestOf(one: Case, records: readonly CaseRecord[]): CaseRequest {
	const times = records.map(({ timeMs }) => timeMs);
	const fromMs = one.env?.from ?? Math.min(...times, one.env?.to ?? Infinity, 8.64e15);
	const from = fromMs === 8.64e15 ? 0 : fromMs;
	const toMs = one.env?.to ?? Math.max(from, ...times) + 1;
	return {
		text: one.query,
		fromMs: from,
		toMs,
		nowMs: one.env?.now ?? toMs,
		timeZone: one.env?.tz ?? 'UTC',
		params: one.params ?? {},
	};
}
