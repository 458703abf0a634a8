import { allContexts } from './index.ts';
import type { Binding } from './index.ts';

/** Keys as printed: `1-9`, `←`, `esc`. */
export function keyLabel(keys: readonly string[]): string {
	if (keys.length > 2 && keys.every(key => /^\d$/.test(key))) {
		return `${keys[0] ?? ''}-${keys.at(-1) ?? ''}`;
	}

	return keys.map(key => names[key] ?? key).join(' ');
}

const names: Readonly<Record<string, string>> = {
	up: '↑',
	down: '↓',
	left: '←',
	right: '→',
	escape: 'esc',
	backspace: 'bksp',
	pageup: 'pgup',
	pagedown: 'pgdn',
	'alt-enter': 'alt-⏎',
	'shift-enter': '⇧⏎',
	'shift-left': '⇧←',
	'shift-right': '⇧→',
};

/** The table of keys as Markdown, for the README. */
export function keymapMarkdown(bindings: readonly Binding[]): string {
	const rows = bindings.map(
		binding =>
			`| ${binding.keys.length > 2 && binding.action === 'dashboard' ? '`1` … `9`' : binding.keys.map(key => `\`${key}\``).join(' ')} | ${binding.help} | ${binding.contexts.length === allContexts.length ? 'everywhere' : binding.contexts.join(', ')} |`,
	);

	return ['| Keys | What they do | Where |', '|---|---|---|', ...rows].join('\n');
}
