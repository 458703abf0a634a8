import { wrapCells } from '../text/fit.ts';
import { sanitise } from '../text/sanitise.ts';
import { padLines, span } from './span.ts';
import type { Line, Role } from './span.ts';
import type { Frame } from './model.ts';

/** Lines in the middle of a panel that has nothing else to show. */
function centred(texts: readonly { text: string; role: Role }[], frame: Frame): Line[] {
	const lines = texts.flatMap(({ text, role }) =>
		wrapCells(sanitise(text), frame.widthCells, frame.heightCells).map(part => ({
			text: part,
			role,
		})),
	);
	const above = Math.max(0, Math.floor((frame.heightCells - lines.length) / 2));
	const drawn = lines.map(({ text, role }): Line => {
		const left = Math.max(0, Math.floor((frame.widthCells - text.length) / 2));
		return [span(' '.repeat(left)), span(text, role)];
	});
	return padLines([...Array.from({ length: above }, () => []), ...drawn], frame.heightCells);
}

export function loadingLines(frame: Frame): Line[] {
	return centred([{ text: 'loading …', role: 'dim' }], frame);
}

export function emptyLines(frame: Frame): Line[] {
	return centred([{ text: `no events match in ${frame.rangeLabel}`, role: 'dim' }], frame);
}

export function failedLines(reason: string, next: string, frame: Frame): Line[] {
	return centred(
		[
			{ text: `✗ ${reason}`, role: 'bad' },
			...(next === '' ? [] : [{ text: next, role: 'dim' as const }]),
		],
		frame,
	);
}

/** For charts in panels too small for them. */
export function tooSmallLines(widthCells: number, heightCells: number, frame: Frame): Line[] {
	return centred(
		[
			{
				text: `needs ${widthCells}x${heightCells}, has ${frame.widthCells}x${frame.heightCells} · z zooms`,
				role: 'dim',
			},
		],
		frame,
	);
}
