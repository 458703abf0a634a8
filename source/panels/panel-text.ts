import { padEnd } from '../text/fit.ts';
import { sanitise } from '../text/sanitise.ts';
import type { PanelModel } from './model.ts';
import { lineText } from './span.ts';

/** A panel as plain lines under its title, for `show --format text` and for screen readers. */
export function panelText(title: string, model: PanelModel, widthCells: number): string[] {
	const head = sanitise(title) + (model.note === '' ? '' : `  (${model.note})`);
	const body = model.lines.map(line => lineText(line).trimEnd());

	while (body.length > 0 && body.at(-1) === '') {
		body.pop();
	}

	return [padEnd(head, widthCells).trimEnd(), ...body];
}
