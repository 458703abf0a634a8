import { allContexts } from '../state/context.ts';
import type { Binding } from './index.ts';

/** The table of keys as Markdown, for the README. */
export function keymapMarkdown(bindings: readonly Binding[]): string {
	const rows = bindings.map(
		binding =>
			`| ${binding.keys.length > 2 && binding.action === 'dashboard' ? '`1` … `9`' : binding.keys.map(key => `\`${key}\``).join(' ')} | ${binding.help} | ${binding.contexts.length === allContexts.length ? 'everywhere' : binding.contexts.join(', ')} |`,
	);

	return ['| Keys | What they do | Where |', '|---|---|---|', ...rows].join('\n');
}
