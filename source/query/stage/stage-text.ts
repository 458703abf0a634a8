import { quoteName } from '../syntax/escape.ts';
import { printField } from '../syntax/print-expression.ts';
import type { Field, SortKey } from '../syntax/tree.ts';

/** `a, b`, as one would type it. */
export function listFields(fields: readonly Field[]): string {
	return fields.map(printField).join(', ');
}

/** ` by a, b`, or nothing. */
export function byFields(fields: readonly Field[]): string {
	return fields.length === 0 ? '' : ` by ${listFields(fields)}`;
}

/** `field=f `, or nothing for the whole event. */
export function sourceField(field: Field | undefined): string {
	return field === undefined ? '' : `field=${printField(field)} `;
}

/** ` word`, when it is on. */
export function flagWord(isOn: boolean, word: string): string {
	return isOn ? ` ${word}` : '';
}

export function listKeys(keys: readonly SortKey[]): string {
	return keys.map(key => `${printField(key.field)} ${key.descending ? 'desc' : 'asc'}`).join(', ');
}

/** ` as x by k` */
export function asBy(stage: { readonly as: string; readonly by: readonly Field[] }): string {
	return ` as ${quoteName(stage.as)}${byFields(stage.by)}`;
}

/** Names without quotes, as `explain` shows them. */
export function plainNames(fields: readonly Field[]): string {
	return fields.map(({ name }) => name).join(', ');
}

export function plainKeys(keys: readonly SortKey[]): string {
	return keys.map(key => `${key.field.name} ${key.descending ? 'desc' : 'asc'}`).join(', ');
}

/** `field by k, l`, as `explain` shows it. */
export function plainFieldBy(stage: {
	readonly field: Field;
	readonly by: readonly Field[];
}): string {
	const by = stage.by.length === 0 ? [] : [`by ${plainNames(stage.by)}`];
	return [stage.field.name, ...by].join(' ');
}

const units = [
	['w', 604_800e3],
	['d', 86_400e3],
	['h', 3600e3],
	['m', 60e3],
] as const;

/** A time as the language writes it: `15m`. */
export function durationText(ms: number): string {
	const unit = units.find(([, size]) => ms % size === 0);
	return unit === undefined ? `${ms / 1000}s` : `${ms / unit[1]}${unit[0]}`;
}
