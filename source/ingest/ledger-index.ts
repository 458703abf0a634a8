import { afterAll } from '../../store/index.ts';
import type { LedgerRow } from '../../store/store.ts';
import { parseObjectKey } from '../trail/object-key.ts';
import { ledgerObjects } from './damaged.ts';
import type { LedgerPort } from './damaged.ts';
import { objectLedgerKey, objectRow, toLedgerEntry } from './ledger.ts';
import type { LedgerEntry, ObjectState } from './ledger.ts';
import { dayOf } from './tail-plan.ts';

/**
 * Beside the row of each object the ledger has an index, written in the same transaction: how many
 * objects of each day are in which state, and the objects that were not read whole. So a query over
 * an hour can say what it lacks without reading the row of every object.
 */
const indexKey = 'index';
const indexVersion = 1;
const noteworthyPrefix = 'noteworthy/';
const tallyPrefix = 'tally/';
const leftPrefix = 'left/';
const dayPrefix = 'day/';

/** The new row of an object. */
export interface LedgerChange {
	/** The source's title. */
	readonly namespace: string;
	readonly key: string;
	readonly entry: LedgerEntry;
}

/** How many objects of a day are in each state. */
export interface DayTally {
	/** The UTC day of the time in the objects' names, `2026-03-01`; undefined without such a time. */
	readonly day: string | undefined;
	readonly states: Readonly<Partial<Record<ObjectState, number>>>;
	/** Records of these objects without a readable time of their own. */
	readonly timeGuessed: number;
}

/** A tally as it is stored: its states, and beside them what else is counted. */
type TallyRow = Partial<Record<ObjectState | 'timeGuessed', number>>;

/** An object that the index names. */
export interface NoteworthyKey {
	readonly namespace: string;
	readonly key: string;
	/** The time in its name, ms since the epoch; NaN when it has none. */
	readonly stampMs: number;
}

/** Whether somebody may want to know of an object: it was not read, or has something unusual. */
export function isNoteworthy({ state, reason }: LedgerEntry): boolean {
	return state !== 'ok' || (reason !== undefined && reason !== 'empty');
}

/** What the last listing of a source did not go into. */
export interface Left {
	/** Folders that are not read, with how often each was found. */
	readonly folders: Readonly<Record<string, number>>;
	/** Prefixes and folders that may not be listed; at most `deniedPrefixesMax`. */
	readonly deniedPrefixes: readonly string[];
	/** The source is being fetched, or whoever did it was ended in the middle. */
	readonly isFilling?: true;
}

export const deniedPrefixesMax = 100;

export function leftRow(namespace: string, { folders, deniedPrefixes }: Left): LedgerRow {
	const value: Left = { folders, deniedPrefixes: deniedPrefixes.slice(0, deniedPrefixesMax) };
	return { key: `${leftPrefix}${namespace}`, value };
}

/** Until the next `leftRow`, what the store has of a source is not all that was asked for. */
export function fillingRow(namespace: string, ledger: Pick<LedgerPort, 'ledger'>): LedgerRow {
	const key = `${leftPrefix}${namespace}`;
	const before = ledger.ledger(key) as Left | undefined;
	const value: Left = { folders: {}, deniedPrefixes: [], ...before, isFilling: true };
	return { key, value };
}

/** Stands for the sources of a store whose ledger was lost as a whole; it ends with the first fill of any. */
export const lostSource = 'a source whose rows were lost';

/** What the end of a fill writes. */
export function filledRows(namespace: string, left: Left): readonly LedgerRow[] {
	return [leftRow(namespace, left), { key: `${leftPrefix}${lostSource}`, value: undefined }];
}

/** The source of a row of `leftRow` or `fillingRow`; undefined: it is another row. */
export function namespaceOfLeft(rowKey: string): string | undefined {
	return rowKey.startsWith(leftPrefix) ? rowKey.slice(leftPrefix.length) : undefined;
}

/** What is left of all sources of a ledger together, and the sources that are being fetched. */
export interface LeftOfAll extends Omit<Left, 'isFilling'> {
	readonly filling: readonly string[];
}

export function leftOf(ledger: LedgerPort): LeftOfAll {
	const folders: Record<string, number> = {};
	const deniedPrefixes: string[] = [];
	const filling: string[] = [];
	for (const { key, value } of ledger.ledgerRange(leftPrefix, leftPrefix + afterAll)) {
		const left = value as Left;
		filling.push(...(left.isFilling === true ? [key.slice(leftPrefix.length)] : []));
		deniedPrefixes.push(...left.deniedPrefixes);
		for (const [folder, count] of Object.entries(left.folders)) {
			folders[folder] = (folders[folder] ?? 0) + count;
		}
	}

	return { folders, deniedPrefixes, filling };
}

/**
 * The rows of objects whose state changed, with what the index says of them.
 *
 * @param ledger - as it is when the rows are written: no other commit may come between
 */
export function changedRows(
	changes: readonly LedgerChange[],
	ledger: Pick<LedgerPort, 'ledger'>,
): readonly LedgerRow[] {
	const rows: LedgerRow[] = [];
	const tallies = new Map<string, TallyRow>();
	// Of two changes of one object the later one follows the earlier, not the row on disk.
	const latest = new Map<string, LedgerEntry>();
	for (const { namespace, key, entry } of changes) {
		const row = objectRow(namespace, key, entry);
		const before = latest.get(row.key) ?? toLedgerEntry(ledger.ledger(row.key));
		latest.set(row.key, entry);
		rows.push(row);
		if (isNoteworthy(entry)) {
			const { stampMs } = parseObjectKey(key);
			const value = Number.isNaN(stampMs) ? {} : { stampMs };
			rows.push({ key: noteworthyKey(namespace, key), value });
		} else if (before !== undefined && isNoteworthy(before)) {
			rows.push({ key: noteworthyKey(namespace, key), value: undefined });
		}

		if (before?.state !== entry.state || before.timeGuessed !== entry.timeGuessed) {
			const tallyKey = tallyKeyOf(namespace, key);
			const tally = tallies.get(tallyKey) ?? { ...tallyOf(ledger.ledger(tallyKey)) };
			tallies.set(tallyKey, tally);
			addTo(tally, entry, 1);
			if (before !== undefined) {
				addTo(tally, before, -1);
			}
		}
	}

	return [...rows, ...[...tallies].map(([key, value]) => ({ key, value }))];
}

/**
 * The rows that remove objects from the ledger and its index.
 *
 * @param removed - each once, as it is in the ledger
 */
export function removedRows(
	removed: readonly LedgerChange[],
	ledger: Pick<LedgerPort, 'ledger'>,
): readonly LedgerRow[] {
	const rows: LedgerRow[] = [];
	const tallies = new Map<string, TallyRow>();
	for (const { namespace, key, entry } of removed) {
		rows.push({ key: objectLedgerKey(namespace, key), value: undefined });
		if (isNoteworthy(entry)) {
			rows.push({ key: noteworthyKey(namespace, key), value: undefined });
		}

		const tallyKey = tallyKeyOf(namespace, key);
		const tally = tallies.get(tallyKey) ?? { ...tallyOf(ledger.ledger(tallyKey)) };
		tallies.set(tallyKey, tally);
		addTo(tally, entry, -1);
	}

	for (const [key, tally] of tallies) {
		const isEmpty = Object.values(tally).every(count => count === 0);
		rows.push({ key, value: isEmpty ? undefined : tally });
	}

	return rows;
}

function addTo(tally: TallyRow, { state, timeGuessed = 0 }: LedgerEntry, sign: 1 | -1): void {
	tally[state] = Math.max(0, (tally[state] ?? 0) + sign);
	if (timeGuessed > 0) {
		tally.timeGuessed = Math.max(0, (tally.timeGuessed ?? 0) + sign * timeGuessed);
	}
}

/** Whether the ledger has its index; one that an earlier version wrote has none. */
export function hasIndex(ledger: Pick<LedgerPort, 'ledger'>): boolean {
	return (ledger.ledger(indexKey) as { version?: number } | undefined)?.version === indexVersion;
}

/** The rows of the whole index, for a ledger without one. */
export function indexRows(ledger: LedgerPort): readonly LedgerRow[] {
	const none = { ledger: () => undefined };
	const rows = changedRows([...ledgerObjects(ledger)], none).filter(
		row => !row.key.startsWith('object/'),
	);
	return [...rows, { key: indexKey, value: { version: indexVersion } }];
}

/** Whether a row belongs to the index, which can be made anew from the rows of the objects. */
export function isIndexKey(key: string): boolean {
	return key === indexKey || key.startsWith(noteworthyPrefix) || key.startsWith(tallyPrefix);
}

/** The key of the row that says when all of a UTC day was read, `2026-03-01`. */
export function dayKey(namespace: string, day: string): string {
	return `${dayPrefix}${namespace}\n${day}`;
}

/** Whether a row says that a day was read whole. */
export function isDayKey(key: string): boolean {
	return key.startsWith(dayPrefix);
}

/** Where the index says something else than the rows of the objects; empty without an index. */
export function indexFaults(ledger: LedgerPort): readonly string[] {
	if (!hasIndex(ledger)) {
		return [];
	}

	const wanted = new Map(indexRows(ledger).map(({ key, value }) => [key, value]));
	const stored = [noteworthyPrefix, tallyPrefix].flatMap(prefix => [
		...ledger.ledgerRange(prefix, prefix + afterAll),
	]);
	const faults: string[] = [];
	for (const { key, value } of stored) {
		const isStray = key.startsWith(noteworthyPrefix) && !wanted.has(key);
		if (isStray || !isSameRow(wanted.get(key), value)) {
			faults.push(`${nameOf(key)} is not what the rows of the objects say`);
		}

		wanted.delete(key);
	}

	for (const [key, value] of wanted) {
		if (key !== indexKey && value !== undefined && !isSameRow(value, {})) {
			faults.push(`${nameOf(key)} is missing`);
		}
	}

	return faults;
}

function nameOf(key: string): string {
	return key.replace('\n', ' ');
}

/** What is counted as 0 need not be there. */
function isSameRow(a: unknown, b: unknown): boolean {
	const counted = (row: unknown) =>
		Object.entries(tallyOf(row))
			.filter(([, count]) => count !== 0)
			.sort(([one], [other]) => (one < other ? -1 : 1));
	return JSON.stringify(counted(a)) === JSON.stringify(counted(b));
}

/** @param ledger - with an index */
export function* tallies(ledger: LedgerPort): Iterable<DayTally> {
	for (const { key, value } of ledger.ledgerRange(tallyPrefix, tallyPrefix + afterAll)) {
		const day = key.slice(key.indexOf('\n') + 1);
		const { timeGuessed = 0, ...states } = tallyOf(value);
		yield { day: day === '' ? undefined : day, states, timeGuessed };
	}
}

/** @param ledger - with an index */
export function* noteworthyKeys(ledger: LedgerPort): Iterable<NoteworthyKey> {
	for (const row of ledger.ledgerRange(noteworthyPrefix, noteworthyPrefix + afterAll)) {
		const split = row.key.indexOf('\n');
		const { stampMs = NaN } = row.value as { stampMs?: number };
		yield {
			namespace: row.key.slice(noteworthyPrefix.length, split),
			key: row.key.slice(split + 1),
			stampMs,
		};
	}
}

function noteworthyKey(namespace: string, key: string): string {
	return `${noteworthyPrefix}${namespace}\n${key}`;
}

function tallyKeyOf(namespace: string, key: string): string {
	const { stampMs } = parseObjectKey(key);
	return `${tallyPrefix}${namespace}\n${Number.isNaN(stampMs) ? '' : dayOf(stampMs)}`;
}

function tallyOf(value: unknown): TallyRow {
	return typeof value === 'object' && value !== null ? value : {};
}
