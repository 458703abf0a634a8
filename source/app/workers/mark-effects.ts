import type { Effect } from '../../dashboard/state/effect.ts';
import type { Event } from '../../dashboard/state/event.ts';
import { describeError } from '../describe-error.ts';
import type { QueryClient } from './query-client.ts';

/** Has a mark written down, and tells what became of it. */
export async function writeMark(
	effect: Extract<Effect, { kind: 'mark' | 'unmark' }>,
	client: QueryClient | undefined,
	dispatch: (event: Event) => void,
): Promise<void> {
	const say = (level: 'info' | 'bad', text: string) => dispatch({ kind: 'notified', level, text });
	if (client === undefined) {
		say('bad', 'no store is open yet');
		return;
	}

	try {
		const fault =
			effect.kind === 'mark'
				? await client.mark(effect.ref, effect.note)
				: await client.unmark(effect.key);
		const done = effect.kind === 'mark' ? "marked: ' lists all marks" : 'the mark is taken away';
		say(fault === undefined ? 'info' : 'bad', fault ?? done);
	} catch (error) {
		say('bad', describeError(error));
	}
}
