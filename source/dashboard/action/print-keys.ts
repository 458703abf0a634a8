import { allContexts } from '../state/context.ts';
import type { Action } from './action.ts';

/** Prints the table of keys as Markdown, for the README. */
export function keysMarkdown(actions: readonly Action[]): string {
	const rows = actions.map(
		({ keys, help, contexts }) => `| ${keysCell(keys)} | ${help} | ${contextsCell(contexts)} |`,
	);
	return ['| Keys | What they do | Where |', '|---|---|---|', ...rows].join('\n');
}

function keysCell(keys: readonly string[]): string {
	const isDigits = keys.length > 2 && keys.every(key => /^\d$/.test(key));
	return isDigits
		? `\`${keys[0] ?? ''}\` … \`${keys.at(-1) ?? ''}\``
		: keys.map(key => `\`${key}\``).join(' ');
}

function contextsCell(contexts: Action['contexts']): string {
	return contexts.length === allContexts.length ? 'everywhere' : contexts.join(', ');
}
