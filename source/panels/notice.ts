import type { Repair } from '../query/port.ts';
import { wrapCells } from '../text/fit.ts';
import { sanitise } from '../text/sanitise.ts';
import { padLines, span } from './span.ts';
import type { Line, Role } from './span.ts';
import type { PanelContext } from './model.ts';

/** Centred lines for a panel without other content. */
function centred(texts: readonly { text: string; role: Role }[], context: PanelContext): Line[] {
	const lines = texts.flatMap(({ text, role }) =>
		wrapCells(sanitise(text), context.widthCells, context.heightCells).map(part => ({
			text: part,
			role,
		})),
	);
	const above = Math.max(0, Math.floor((context.heightCells - lines.length) / 2));
	const drawn = lines.map(({ text, role }): Line => {
		const left = Math.max(0, Math.floor((context.widthCells - text.length) / 2));
		return [span(' '.repeat(left)), span(text, role)];
	});
	return padLines([...Array.from({ length: above }, () => []), ...drawn], context.heightCells);
}

export function loadingLines(context: PanelContext): Line[] {
	return centred([{ text: 'loading …', role: 'dim' }], context);
}

export function emptyLines(context: PanelContext): Line[] {
	const words =
		context.isSoFar === true
			? `none so far: ${context.rangeLabel} is still being read`
			: `no events match in ${context.rangeLabel}`;
	return centred([{ text: words, role: 'dim' }], context);
}

/**
 * @param lack - `what: what brings it`
 * @param repair - offered instead
 */
export function lackingLines(
	lack: string,
	repair: Repair | undefined,
	context: PanelContext,
): Line[] {
	const { repairKey } = context;
	const split = lack.indexOf(': ');
	const [what, next] = split < 0 ? [lack, ''] : [lack.slice(0, split), lack.slice(split + 2)];
	return centred(
		[
			{ text: `– ${what}`, role: 'warn' },
			...(repair === undefined || repairKey === undefined
				? []
				: [{ text: `${repairKey} asks for ${repair.value}`, role: 'accent' as const }]),
			...(next === '' ? [] : [{ text: next, role: 'dim' as const }]),
		],
		context,
	);
}

export function failedLines(reason: string, next: string, context: PanelContext): Line[] {
	return centred(
		[
			{ text: `✗ ${reason}`, role: 'bad' },
			...(next === '' ? [] : [{ text: next, role: 'dim' as const }]),
		],
		context,
	);
}

/** For charts in a panel that is too small for them. */
export function tooSmallLines(
	widthCells: number,
	heightCells: number,
	context: PanelContext,
): Line[] {
	return centred(
		[
			{
				text: `needs ${widthCells}x${heightCells}, has ${context.widthCells}x${context.heightCells} · z zooms`,
				role: 'dim',
			},
		],
		context,
	);
}
