import { RepairedLedger } from '../../source/ingest/repaired-ledger.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { checkStore, openReader, repairStore, StoreError } from '../../store/index.ts';
import type { Disk } from './disk.ts';
import { contentOf, Violation } from './oracle.ts';
import type { Content, Durable } from './oracle.ts';

/**
 * Turns bits over in the file of a store that nobody has open. Then it answers as before, or it is
 * refused, a check tells of it, and what a repair brings over is a part of what was there.
 *
 * @returns whether anybody could see it
 */
export async function rotten(
	disk: Disk,
	durable: Durable,
	note: (what: string) => void,
): Promise<'seen' | 'hidden'> {
	note(`bits turn over: ${disk.rot()}`);
	const content = await read(disk.dir);
	if (!(content instanceof StoreError)) {
		const difference = durable.differenceTo(content);
		if (difference !== undefined) {
			throw new Violation(`bits turned over, and nothing was refused: ${difference}`);
		}

		note('nobody can see it');
		return 'hidden';
	}

	note(`refused: ${content.code}`);
	await mustTell(disk.dir, content);
	const repaired = await repair(disk, note);
	if (repaired === undefined) {
		disk.next();
		durable.become({ records: [], ledger: new Map() });
	} else {
		mustBePart(repaired, durable);
		durable.become(repaired);
	}

	return 'seen';
}

async function read(dir: string): Promise<Content | StoreError> {
	try {
		const reader = await openReader({ dir, schema: recordSchema });
		try {
			return contentOf(reader);
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

async function mustTell(dir: string, refused: StoreError): Promise<void> {
	try {
		const { faultCount } = await checkStore({ dir });
		if (faultCount === 0) {
			throw new Violation(`a check finds nothing in a store that is refused: ${refused.message}`);
		}
	} catch (error) {
		if (!(error instanceof StoreError)) {
			throw error;
		}
	}
}

/** @returns undefined when nothing can be brought over */
async function repair(disk: Disk, note: (what: string) => void): Promise<Content | undefined> {
	const from = disk.dir;
	const to = disk.next();
	try {
		const { lostCount } = await repairStore({
			from,
			to,
			schema: recordSchema,
			objectMeta: '_object',
			ledgerRow: new RepairedLedger().rowOf,
		});
		note(`repaired: ${lostCount} things were lost`);
	} catch (error) {
		if (!(error instanceof StoreError)) {
			throw error;
		}

		note(`no repair: ${error.code}`);
		return undefined;
	}

	const content = await read(to);
	if (content instanceof StoreError) {
		throw new Violation(`a repaired store is refused: ${content.message}`);
	}

	return content;
}

function mustBePart({ records, ledger }: Content, durable: Durable): void {
	const made = records.find((record, index) => !durable.records.has(record) || record === records[index - 1]);
	const row = [...ledger].find(([key, value]) => durable.ledger.get(key) !== value);
	if (made !== undefined || row !== undefined) {
		throw new Violation(`a repair makes up ${made ?? row?.join(' ')}`);
	}
}
