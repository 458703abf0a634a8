import { newMenu } from '../input/menu.ts';
import type { MenuItem } from '../input/menu.ts';
import type { FindingWord } from '../state/effect.ts';
import { notify } from '../state/toast.ts';
import { closeMenu, showMenu, takesOne } from './descriptor.ts';
import type { MenuDescriptor } from './descriptor.ts';

interface Choice {
	readonly item: MenuItem;
	/** Undefined: a note is asked for. */
	readonly word: FindingWord | undefined;
}

const choices: readonly Choice[] = [
	{
		item: { id: 'seen', label: 'seen', hint: 'somebody looks at it', key: 's' },
		word: { state: 'seen' },
	},
	{
		item: {
			id: 'fixed',
			label: 'closed: fixed',
			hint: 'it was real, is mended; hits reopen it',
			key: 'f',
		},
		word: { state: 'closed', reason: 'fixed' },
	},
	{
		item: {
			id: 'expected',
			label: 'closed: expected',
			hint: 'it was meant to be; hits are counted',
			key: 'e',
		},
		word: { state: 'closed', reason: 'expected' },
	},
	{
		item: {
			id: 'false',
			label: 'closed: false',
			hint: 'the rule was wrong; hits are counted',
			key: 'x',
		},
		word: { state: 'closed', reason: 'false' },
	},
	{
		item: { id: 'open', label: 'open', hint: 'nobody has looked at it', key: 'o' },
		word: { state: 'open' },
	},
	{
		item: { id: 'note', label: 'a note …', hint: 'what you know of it', key: 'n' },
		word: undefined,
	},
];

/** Asks what became of a finding. */
export const finding: MenuDescriptor<{
	readonly kind: 'finding';
	readonly ref: { readonly segmentId: string; readonly row: number };
}> = {
	open: (_, id) =>
		newMenu(
			id,
			'This finding is',
			choices.map(({ item }) => item),
		),
	choose(state, menu, item, commands) {
		const { ref } = menu.id;
		const choice = choices.find(one => one.item.id === item?.id);
		const closed = closeMenu(state);
		if (choice === undefined) {
			return [closed, []];
		}

		return choice.word === undefined
			? [showMenu(closed, findingNote.open(closed, { kind: 'finding-note', ref }, commands)), []]
			: [closed, [{ kind: 'say-of-finding', ref, word: choice.word }]];
	},
	toggle: takesOne,
};

/** Asks for a note. */
export const findingNote: MenuDescriptor<{
	readonly kind: 'finding-note';
	readonly ref: { readonly segmentId: string; readonly row: number };
}> = {
	open: (_, id) =>
		newMenu(id, 'A note for this finding', [], {
			free: 'what others will read beside the finding',
		}),
	choose(state, menu) {
		const note = menu.typed.trim();
		const closed = closeMenu(state);
		return note === ''
			? [notify(closed, 'nothing was noted', 'info'), []]
			: [closed, [{ kind: 'say-of-finding', ref: menu.id.ref, word: { note } }]];
	},
	toggle: takesOne,
};
