import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Effect } from '../dashboard/state/effect.ts';
import { printResult } from './print/result.ts';

type Export = Extract<Effect, { kind: 'export' }>;

/**
 * Writes what is shown to a new file that only its owner can read. Never overwrites a file.
 *
 * @returns the file's path
 */
export async function exportResult(effect: Export, dir: string, nowMs: number): Promise<string> {
	const { result } = effect;
	const indexes = effect.columns.map(column => result.columns.indexOf(column));
	const shown = {
		...result,
		columns: effect.columns,
		rows: effect.rows.map(row => indexes.map(index => result.rows[row]?.[index] ?? null)),
	};
	const time = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
	const name =
		effect.name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replaceAll(/^[-.]+|-+$/g, '') || 'result';
	const file = join(dir, `trailtop-${name}-${time}.${effect.format}`);
	const handle = await open(file, 'wx', 0o600);
	try {
		for (const piece of printResult(shown, effect.format, Number.POSITIVE_INFINITY, 'UTC')) {
			await handle.write(piece);
		}
	} finally {
		await handle.close();
	}

	return file;
}
