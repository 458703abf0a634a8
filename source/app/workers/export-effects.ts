import { basename } from 'node:path';
import type { Effect } from '../../dashboard/state/effect.ts';
import type { Event } from '../../dashboard/state/event.ts';
import { formatPlural } from '../../text/number.ts';
import { describeError } from '../describe-error.ts';
import { exportShown } from '../export-result.ts';

/** Writes what is shown to a new file, and tells its name or why there is none. */
export async function exportToFile(
	effect: Extract<Effect, { kind: 'export' | 'export-story' }>,
	{ exportDir, nowMs }: { readonly exportDir: string; nowMs(): number },
	dispatch: (event: Event) => void,
): Promise<void> {
	const { lacks } = effect;
	try {
		const file = await exportShown(effect, exportDir, nowMs());
		// One line has no room for a long path and for what is lacking.
		const named = lacks.length === 0 ? file : basename(file);
		const what =
			effect.kind === 'export' ? formatPlural(effect.rows.length, 'row') : 'the story is';
		const text = [`${what} written to ${named}`, ...lacks].join('; ');
		dispatch({ kind: 'notified', level: lacks.length === 0 ? 'info' : 'warn', text });
	} catch (error) {
		const text = `nothing was exported: ${describeError(error)}`;
		dispatch({ kind: 'notified', level: 'bad', text });
	}
}
