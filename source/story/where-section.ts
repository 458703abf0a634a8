import { allOf } from '../findings/expressions.ts';
import type { Expression } from '../query/syntax/tree.ts';
import { formatPlural } from '../text/number.ts';
import { answerRowsMax, countPart, listedMax, textOr, type Asker } from './asker.ts';
import { hasValue, isThere } from './conditions.ts';
import { callsMax } from './what-section.ts';
import { rowOf, valuePart, words, type StoryRow, type StorySection } from './story.ts';

/** Where it called from and with what. What the store had not seen before the range is marked. */
export async function tellWhere(
	asker: Asker,
	own: Expression,
	isOld: boolean,
): Promise<StorySection> {
	const addresses = await origins(asker, own, isOld, 'address', 'sourceIPAddress', [
		'geoip sourceIPAddress',
		'lookup asn, organization from asn://default on ip = sourceIPAddress',
		'fields sourceIPAddress, _count, country_name, city, asn, organization',
	]);
	const agents = await origins(asker, own, isOld, 'user agent', 'userAgent', []);
	const note = isOld
		? []
		: [
				rowOf([
					words('note', 'the store has nothing of it before the range: nothing is marked as new'),
				]),
			];
	return { id: 'where', title: 'Where from', rows: [...note, ...addresses, ...agents] };
}

/** Whether there is anything to compare with. */
export async function hasBefore(asker: Asker, own: Expression): Promise<boolean> {
	const { rows } = await asker.ask(own, ['count'], { range: asker.before });
	return Number(rows[0]?.[0] ?? 0) > 0;
}

async function origins(
	asker: Asker,
	own: Expression,
	isOld: boolean,
	label: string,
	field: string,
	looks: readonly string[],
): Promise<readonly StoryRow[]> {
	const there = [own, isThere(field)];
	const counting = [`count by ${field}`];
	const { rows } = await asker.ask(allOf(there), [
		...counting,
		`sort _count, ${field} asc`,
		...(looks.length > 0 ? [`limit ${answerRowsMax}`] : []),
		...looks,
	]);
	const known = isOld ? await seenBefore(asker, own, field) : undefined;
	const isNew = (value: unknown) => known?.has(String(value)) === false;
	// What is new may be rare, and is what one looks for.
	const listed = rows
		.toSorted(([a], [b]) => Number(isNew(b)) - Number(isNew(a)))
		.slice(0, listedMax);
	const told = listed.map(([value, count, ...place]) =>
		rowOf([
			words('label', label),
			countPart('records', Number(count), [own, hasValue(field, textOr(value))]),
			isNew(value) ? words('new', 'new') : undefined,
			valuePart(label, String(value)),
			...placeParts(place.map(textOr)),
		]),
	);
	if (rows.length <= listedMax) {
		return told;
	}

	const { rowCount } = await asker.ask(allOf(there), counting, { rowsMax: 1 });
	const text = `${formatPlural(rowCount, 'value')} in all`;
	const all = countPart('values', rowCount, there, { stages: counting, text });
	return [...told, rowOf([words('label', label), all])];
}

function placeParts([country, city, asn, organization]: readonly (string | null | undefined)[]) {
	const place = [city, country].filter(text => text !== null && text !== undefined).join(', ');
	const network = [typeof asn === 'string' ? `AS${asn}` : asn, organization]
		.filter(text => text !== null && text !== undefined)
		.join(' ');
	return [
		place === '' ? undefined : valuePart('place', place),
		network === '' ? undefined : valuePart('network', network),
	];
}

/** All of its values: a query that names those of the range could be too long. */
async function seenBefore(
	asker: Asker,
	own: Expression,
	field: string,
): Promise<ReadonlySet<string>> {
	const { rows } = await asker.ask(allOf([own, isThere(field)]), [`count by ${field}`], {
		range: asker.before,
		rowsMax: callsMax,
		isWhole: true,
	});
	return new Set(rows.map(([value]) => String(value)));
}
