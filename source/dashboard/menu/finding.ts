import { newMenu } from '../input/menu.ts';
import type { MenuItem } from '../input/menu.ts';
import type { FindingWord } from '../input/finding-word.ts';
import { notify } from '../state/toast.ts';
import { closeMenu, showMenu, takesOne } from './descriptor.ts';
import type { MenuDescriptor } from './descriptor.ts';

interface Choice {
	readonly item: MenuItem;
	/** Undefined: only a note is asked for. */
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

		const { word = {} } = choice;
		return [
			showMenu(closed, findingNote.open(closed, { kind: 'finding-note', ref, word }, commands)),
			[],
		];
	},
	toggle: takesOne,
};

/** Asks for a note, alone or with what was chosen: whoever closes a finding says why at once. */
export const findingNote: MenuDescriptor<{
	readonly kind: 'finding-note';
	readonly ref: { readonly segmentId: string; readonly row: number };
	/** What it is from now on; without a state: what it was. */
	readonly word: FindingWord;
}> = {
	open: (_, id) =>
		newMenu(
			id,
			id.word.state === undefined ? 'A note for this finding' : `${wordsOf(id.word)}: why?`,
			[],
			{
				free: 'what others will read beside the finding',
				...(id.word.state === undefined
					? {}
					: { note: 'enter alone notes nothing · esc leaves it as it was' }),
			},
		),
	choose(state, menu) {
		const { ref, word } = menu.id;
		const note = menu.typed.trim();
		const closed = closeMenu(state);
		return note === '' && word.state === undefined
			? [notify(closed, 'nothing was noted', 'info'), []]
			: [closed, [{ kind: 'say-of-finding', ref, word: note === '' ? word : { ...word, note } }]];
	},
	toggle: takesOne,
};

/** `closed: expected`. */
function wordsOf({ state, reason }: FindingWord): string {
	return [state, reason].filter(Boolean).join(': ');
}
