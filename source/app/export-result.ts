import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Effect } from '../dashboard/state/effect.ts';
import { storyMarkdown } from '../story/markdown.ts';
import { printResult } from './print/result.ts';

type Export = Extract<Effect, { kind: 'export' }>;
type ExportStory = Extract<Effect, { kind: 'export-story' }>;

/**
 * Writes what is shown to a new file that only its owner can read. Never overwrites a file.
 *
 * @returns the file's path
 */
export async function exportShown(
	effect: Export | ExportStory,
	dir: string,
	nowMs: number,
): Promise<string> {
	return effect.kind === 'export'
		? await exportResult(effect, dir, nowMs)
		: await exportStory(effect, dir, nowMs);
}

async function exportResult(effect: Export, dir: string, nowMs: number): Promise<string> {
	const { result } = effect;
	const indexes = effect.columns.map(column => result.columns.indexOf(column));
	const shown = {
		...result,
		columns: effect.columns,
		rows: effect.rows.map(row => indexes.map(index => result.rows[row]?.[index] ?? null)),
	};
	const pieces = printResult(shown, effect.format, Number.POSITIVE_INFINITY, 'UTC');
	return await writeNew(dir, `${stampedName(effect.name, nowMs)}.${effect.format}`, pieces);
}

/** A page of Markdown. */
async function exportStory(
	{ story, timeZone, lacks }: ExportStory,
	dir: string,
	nowMs: number,
): Promise<string> {
	const name = `${storyName(story.who, nowMs)}.md`;
	return await writeNew(dir, name, [storyMarkdown(story, timeZone, lacks)]);
}

/** What a file or folder of a story is called, without an ending. */
export function storyName(who: string, nowMs: number): string {
	// An ARN is longer than a name of a file may be; what is last in it names its owner.
	return stampedName(`story-${who.slice(-nameCharacters)}`, nowMs);
}

const nameCharacters = 80;

function stampedName(title: string, nowMs: number): string {
	const time = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
	const name = title.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replaceAll(/^[-.]+|-+$/g, '') || 'result';
	return `trailtop-${name}-${time}`;
}

async function writeNew(dir: string, name: string, pieces: Iterable<string>): Promise<string> {
	const file = join(dir, name);
	const handle = await open(file, 'wx', 0o600);
	try {
		for (const piece of pieces) {
			await handle.write(piece);
		}
	} finally {
		await handle.close();
	}

	return file;
}
