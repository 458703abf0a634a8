import type { Judgement } from '../indicator.ts';
import type { IndicatorList } from '../indicator-list.ts';
import { linesOf } from './lines.ts';
import { addFields, fieldsOf } from './named-fields.ts';

/**
 * Reads JSON lines such as Spamhaus publishes: one object per line, and one line about the list
 * itself.
 */
export function readJsonLines(text: string, defaults: Judgement, list: IndicatorList): void {
	for (const { line, number } of linesOf(text)) {
		if (line.trim() === '') {
			continue;
		}

		let parsed: unknown;
		try {
			parsed = JSON.parse(line);
		} catch {
			list.reject(`line ${number}`, line, 'no JSON');
			continue;
		}

		addObject(parsed, `line ${number}`, defaults, list);
	}
}

/** Reads a list of objects, such as the normalized JSON of the reference product. */
export function readObjects(
	objects: readonly unknown[],
	defaults: Judgement,
	list: IndicatorList,
): void {
	for (const [index, object] of objects.entries()) {
		if (typeof object === 'string') {
			if (!list.addText(object.trim(), defaults)) {
				list.reject(`entry ${index + 1}`, object, 'no address, block or domain');
			}
		} else {
			addObject(object, `object ${index + 1}`, defaults, list);
		}
	}
}

function addObject(object: unknown, place: string, defaults: Judgement, list: IndicatorList): void {
	if (typeof object !== 'object' || object === null || Array.isArray(object)) {
		list.reject(place, JSON.stringify(object) ?? '', 'no JSON object');
		return;
	}

	if ((object as { readonly type?: unknown }).type === 'metadata') {
		return;
	}

	const why = addFields(fieldsOf(Object.entries(object)), defaults, list);
	if (why !== undefined) {
		list.reject(place, JSON.stringify(object), why);
	}
}
