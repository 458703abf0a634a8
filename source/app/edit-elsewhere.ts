import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Edited } from '../view/console-ports.ts';
import { describeError } from './describe-error.ts';

/** Characters of a query that comes back; more was not written by hand. */
const editedCharactersMax = 20_000;

interface EditPorts {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly tempDir: string;
	/** Runs a program in the terminal. @returns its exit code */
	handOver(command: string, words: readonly string[]): Promise<number>;
}

/** Opens a query in `$VISUAL` or `$EDITOR`, in a file that nobody else can read. */
export async function editElsewhere(text: string, ports: EditPorts): Promise<Edited> {
	const { env, tempDir, handOver } = ports;
	const editor = env['VISUAL'] ?? env['EDITOR'] ?? 'vi';
	let dir: string | undefined;
	try {
		dir = await mkdtemp(join(tempDir, 'trailtop-'));
		const file = join(dir, 'query.sumo');
		await writeFile(file, `${text}\n`, { mode: 0o600 });
		// As git does: an editor may be a command with words, and the file is never read as one.
		const code = await handOver('sh', ['-c', `${editor} "$1"`, editor, file]);
		if (code !== 0) {
			return { text: undefined, error: `${editor} ended with ${code}; the query stays as it was` };
		}

		const edited = await readFile(file, 'utf8');
		return edited.length > editedCharactersMax
			? { text: undefined, error: `${editor} left more than ${editedCharactersMax} characters` }
			: { text: edited, error: undefined };
	} catch (error) {
		return { text: undefined, error: `${editor} could not be used: ${describeError(error)}` };
	} finally {
		if (dir !== undefined) {
			await rm(dir, { recursive: true, force: true });
		}
	}
}
