import { formatPlural } from '../../text/number.ts';
import { newMenu } from '../input/menu.ts';
import { shownStory, updateStory } from '../state/open-story.ts';
import { storyScope } from '../state/story-scope.ts';
import { timeZoneOf } from '../state/state.ts';
import type { State, Step } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import { closeMenu, takesOne } from './descriptor.ts';
import type { MenuDescriptor } from './descriptor.ts';
import { storeLacks } from './export.ts';

/** Asks in which form the story that is shown is written. */
export const exportStory: MenuDescriptor<{ readonly kind: 'export-story' }> = {
	open(state, id) {
		const recordCount = shownStory(state)?.open.story?.recordCount ?? 0;
		return newMenu(id, 'Export the story', [
			{ id: 'page', label: 'Markdown page', hint: 'one file to read and send', key: 'm' },
			{
				id: 'bundle',
				label: 'evidence bundle',
				hint: `the page and ${formatPlural(recordCount, 'record')}, hashed`,
				key: 'b',
			},
		]);
	},
	choose(state, _, item) {
		const closed = closeMenu(state);
		const fault = item === undefined ? '' : cannotExport(closed);
		if (fault !== undefined) {
			return [fault === '' ? closed : notify(closed, fault, 'warn'), []];
		}

		return item?.id === 'bundle' ? bundle(closed) : page(closed);
	},
	toggle: takesOne,
};

/** Why the story that is shown cannot be written; undefined when it can. */
export function cannotExport(state: State): string | undefined {
	const story = shownStory(state)?.open.story;
	if (story === undefined) {
		return 'the story is not told yet';
	}

	return story.recordCount === 0 ? 'there is nothing to export' : undefined;
}

function page(state: State): Step {
	const story = shownStory(state)?.open.story;
	return story === undefined
		? [state, []]
		: [
				state,
				[
					{
						kind: 'export-story',
						story,
						timeZone: timeZoneOf(state),
						lacks: [...story.warnings, ...storeLacks(state)],
					},
				],
			];
}

function bundle(state: State): Step {
	const shown = shownStory(state);
	const story = shown?.open.story;
	if (shown === undefined || story === undefined) {
		return [state, []];
	}

	if (shown.open.bundle !== undefined) {
		return [notify(state, 'a bundle of it is being written; esc ends it', 'warn'), []];
	}

	const { recordCount } = story;
	const { nowMs } = state;
	const lacks = [...story.warnings, ...storeLacks(state)];
	return [
		updateStory(state, shown.id, { bundle: { doneCount: 0, recordCount } }),
		[
			{
				kind: 'bundle-story',
				id: shown.id,
				story,
				scope: storyScope(state),
				timeZone: timeZoneOf(state),
				lacks,
				nowMs,
			},
		],
	];
}
