import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRuleFile } from '../findings/read-rule-file.ts';
import { formatRuleFault } from '../findings/rule-fault.ts';
import { RuleSet, type LoadedRules } from '../findings/rule-set.ts';
import type { Rule } from '../findings/rule.ts';
import { orUndefined } from '../intel/write-whole.ts';
import type { CommandPorts } from './ports.ts';

/** The name of the file that the build writes beside the program. */
export const rulesFile = 'rules.json';
/** Folders inside of one another that are looked into. */
const foldersMax = 16;

/**
 * The rules that come with the program, those of the user, and those of more folders. A rule takes the place
 * of an earlier one of its id. A file that is wrong stops no other.
 *
 * @param dirs - folders of rules beside ours, later ones last
 */
export async function loadRules(
	configDir: string | undefined,
	dirs: readonly string[] = [],
): Promise<LoadedRules> {
	const set = new RuleSet(await shippedRules());
	const own = configDir === undefined ? [] : [ownRulesDir(configDir)];
	for (const dir of [...own, ...dirs]) {
		for (const file of await ruleFiles(dir, foldersMax)) {
			set.add(readRuleFile(await readFile(file, 'utf8'), file), file);
		}
	}

	return set.loaded();
}

/** The same for a command, which prints what is wrong in a file and goes on. */
export async function loadRulesAloud(
	configDir: string | undefined,
	ports: Pick<CommandPorts, 'err'>,
	dirs: readonly string[] = [],
): Promise<LoadedRules> {
	const loaded = await loadRules(configDir, dirs);
	loaded.faults.forEach(fault => ports.err(`trailtop: ${fault}\n`));
	return loaded;
}

/** A text that differs when a file of the user's rules has come, gone or changed. */
export async function rulesMark(configDir: string | undefined): Promise<string> {
	const files = configDir === undefined ? [] : await ruleFiles(ownRulesDir(configDir), foldersMax);
	const marks = await Promise.all(
		files.map(async file => {
			const found = await orUndefined(stat(file));
			return `${file} ${found?.size ?? ''} ${found?.mtimeMs ?? ''}`;
		}),
	);
	return marks.join('\n');
}

/** Where the user's own rules are. */
export function ownRulesDir(configDir: string): string {
	return join(configDir, 'detections');
}

/** From the build, because reading the YAML takes longer than looking for findings; else from the sources. */
async function shippedRules(): Promise<readonly Rule[]> {
	const built = fileURLToPath(new URL(rulesFile, import.meta.url));
	const text = await orUndefined(readFile(built, 'utf8'));
	return text === undefined ? await readOwnRules() : (JSON.parse(text) as readonly Rule[]);
}

/**
 * The rules of the program from their files.
 *
 * @throws Error when one of them is wrong
 */
export async function readOwnRules(): Promise<readonly Rule[]> {
	const dir = fileURLToPath(new URL('../findings/rules', import.meta.url));
	const files = existsSync(dir) ? await ruleFiles(dir, 1) : [];
	const read = await Promise.all(
		files.map(async file => readRuleFile(await readFile(file, 'utf8'), file.slice(dir.length + 1))),
	);
	const faults = read.flatMap(({ faults: found }) => found);
	if (faults.length > 0) {
		throw new Error(faults.map(formatRuleFault).join('\n'));
	}

	return read.flatMap(({ rules }) => rules.map(({ rule }) => rule));
}

/** Files of a folder and of those in it, in the order of their names. Links are not followed. */
async function ruleFiles(dir: string, levels: number): Promise<readonly string[]> {
	const entries = (await orUndefined(readdir(dir, { withFileTypes: true }))) ?? [];
	const found = await Promise.all(
		entries
			.toSorted((a, b) => (a.name < b.name ? -1 : 1))
			.map(async entry => {
				const path = join(dir, entry.name);
				if (entry.isDirectory()) {
					return levels > 1 ? await ruleFiles(path, levels - 1) : [];
				}

				return entry.isFile() && /\.ya?ml$/.test(entry.name) ? [path] : [];
			}),
	);
	return found.flat();
}
