import { hasRead, readAccount } from '../../source/ingest/account.ts';
import { lostSource, namespaceOfLeft } from '../../source/ingest/ledger-index.ts';
import { RepairedLedger } from '../../source/ingest/repaired-ledger.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { checkStore, openReader, openWriter, repairStore, StoreError } from '../../store/index.ts';
import type { Disk } from './disk.ts';
import { contentOf, Violation } from './oracle.ts';
import type { Content, Durable } from './oracle.ts';

/**
 * Turns bits over in the file of a store that nobody has open. Then it answers as before, or it is
 * refused and a check tells of it, and what a repair brings over is a part of what was there.
 *
 * @returns whether anybody could see it
 */
export async function rotten(
	disk: Disk,
	durable: Durable,
	nowMs: number,
	note: (what: string) => void,
): Promise<'seen' | 'hidden'> {
	note(`bits turn over: ${disk.rot()}`);
	const seen = await read(disk.dir);
	const refused = seen instanceof StoreError ? seen : await refusalOf(disk.dir, nowMs);
	if (!(seen instanceof StoreError)) {
		const difference = durable.differenceTo(seen.content);
		if (difference !== undefined) {
			throw new Violation(`bits turned over, and nothing was refused: ${difference}`);
		}
	}

	const isTold = await tells(disk.dir);
	if (refused === undefined && !isTold) {
		note('nobody can see it');
		return 'hidden';
	}

	note(refused === undefined ? 'a check tells it' : `refused: ${refused.code}`);
	if (!isTold) {
		throw new Violation(`a check finds nothing in a store that is refused: ${refused?.message}`);
	}

	const repaired = await repair(disk, note);
	if (repaired === undefined) {
		disk.next();
		durable.become({ records: [], ledger: new Map() });
	} else {
		mustBePart(repaired.content, durable);
		const [lost] = durable.lacks(repaired.content.records);
		if (lost !== undefined && repaired.isWhole) {
			throw new Violation(`a repair lost a record, and says that everything is there: ${lost}`);
		}

		durable.become(repaired.content);
	}

	return 'seen';
}

interface Seen {
	readonly content: Content;
	/** As the account tells. */
	readonly isWhole: boolean;
}

async function read(dir: string): Promise<Seen | StoreError> {
	try {
		const reader = await openReader({ dir, schema: recordSchema });
		try {
			return {
				content: contentOf(reader),
				isWhole: hasRead(readAccount([reader], { fromMs: 0, toMs: 8e15 })),
			};
		} finally {
			await reader.close();
		}
	} catch (error) {
		if (error instanceof StoreError) {
			return error;
		}

		throw error;
	}
}

/** Why nobody may write the store; undefined when somebody may, or will when a lease has gone stale. */
async function refusalOf(dir: string, nowMs: number): Promise<StoreError | undefined> {
	try {
		const clock = () => nowMs;
		await (await openWriter({ dir, schema: recordSchema, clock, heartbeatEveryMs: 0 })).close();
		return undefined;
	} catch (error) {
		if (error instanceof StoreError) {
			return error.code === 'lease-held' ? undefined : error;
		}

		throw error;
	}
}

/** Whether a check finds something. */
async function tells(dir: string): Promise<boolean> {
	try {
		return (await checkStore({ dir })).faultCount > 0;
	} catch (error) {
		if (error instanceof StoreError) {
			return true;
		}

		throw error;
	}
}

/** @returns undefined when nothing can be brought over */
async function repair(disk: Disk, note: (what: string) => void): Promise<Seen | undefined> {
	const from = disk.dir;
	const to = disk.next();
	try {
		const { lostCount } = await repairStore({
			from,
			to,
			schema: recordSchema,
			objectMeta: '_object',
			ledger: new RepairedLedger(),
		});
		note(`repaired: ${lostCount} things were lost`);
	} catch (error) {
		if (!(error instanceof StoreError)) {
			throw error;
		}

		note(`no repair: ${error.code}`);
		return undefined;
	}

	const repaired = await read(to);
	if (repaired instanceof StoreError) {
		throw new Violation(`a repaired store is refused: ${repaired.message}`);
	}

	return repaired;
}

function mustBePart({ records, ledger }: Content, durable: Durable): void {
	const made = records.find(
		(record, index) => !durable.wasTried(record) || record === records[index - 1],
	);
	const row = [...ledger].find(
		([key, value]) => namespaceOfLeft(key) !== lostSource && !durable.wasTold(key, value),
	);
	if (made !== undefined || row !== undefined) {
		throw new Violation(`a repair makes up ${made ?? row?.join(' ')}`);
	}
}
