import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compiled } from './child.ts';
import {
	anObject,
	noLedger,
	rawsOf,
	readerOf,
	recordsFrom,
	tempDir,
	textsOf,
	writerOf,
} from './things.ts';

const killCount = 6;
const script = await compiled('crash-child.ts');

/** Runs a writer and kills it once it has acknowledged so many more objects. */
async function runAndKill(
	dir: string,
	manifest: string,
	linesMore: number,
	whileItRuns: () => void,
): Promise<void> {
	const first = linesOf(manifest).length;
	const child = spawn(process.execPath, [script, dir, manifest, String(first)], {
		stdio: ['ignore', 'inherit', 'inherit'],
	});
	const gone = new Promise<NodeJS.Signals | null>(resolve => {
		child.once('exit', (_, signal) => resolve(signal));
	});
	const sizeWanted = sizeOf(manifest) + linesMore * 2;
	while (sizeOf(manifest) < sizeWanted && child.exitCode === null) {
		whileItRuns();
		await new Promise(resolve => setImmediate(resolve));
	}

	child.kill('SIGKILL');
	expect(await gone).toBe('SIGKILL');
}

function sizeOf(file: string): number {
	return existsSync(file) ? statSync(file).size : 0;
}

function linesOf(file: string): string[] {
	return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
}

test('a writer killed again and again loses nothing and doubles nothing', async () => {
	const dir = tempDir();
	const manifest = join(tempDir(), 'acknowledged');
	const first = await writerOf({ dir });
	await first.close();
	const follower = await readerOf({ dir });
	let seenCount = 0;
	let changeCount = 0;
	const follow = (): void => {
		const snapshot = follower.refresh();
		const { recordCount } = snapshot.counts;
		expect(recordCount).toBeGreaterThanOrEqual(seenCount);
		expect(recordCount % 10).toBe(0);
		if (recordCount > seenCount) {
			changeCount += 1;
			// Whatever is sealed meanwhile: whole objects, each once, in the order they were written.
			expect(rawsOf(snapshot)).toEqual(textsOf(recordsFrom(0, recordCount)));
			seenCount = recordCount;
		}
	};

	for (let kill = 0; kill < killCount; kill++) {
		await runAndKill(dir, manifest, 7 + kill * 5, follow);
	}

	expect(changeCount).toBeGreaterThan(killCount);

	const acknowledged = linesOf(manifest).length;
	expect(acknowledged).toBeGreaterThan(killCount * 10);
	// The lease of the last one killed passes on: its process is gone.
	const writer = await writerOf({ dir });
	const reader = await readerOf({ dir });
	const raws = rawsOf(reader.refresh());
	expect(raws.length % 10).toBe(0);
	const objectCount = raws.length / 10;
	// Of what was not acknowledged at most one object may be there, and then it is whole.
	expect(objectCount - acknowledged).toBeGreaterThanOrEqual(0);
	expect(objectCount - acknowledged).toBeLessThanOrEqual(1);
	expect(raws).toEqual(textsOf(recordsFrom(0, objectCount * 10)));
	expect(Array.from(writer.ledgerRange('object-', 'object.')).length).toBe(objectCount);

	// Fetching all of it again adds nothing.
	const [outcome] = await writer.append(
		'again',
		[anObject(recordsFrom(0, objectCount * 10))],
		noLedger,
	);
	expect(outcome).toMatchObject({ keptCount: 0, duplicateCount: objectCount * 10 });
});
