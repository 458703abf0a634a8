import { allOf, notOf } from '../findings/expressions.ts';
import type { Expression } from '../query/syntax/tree.ts';
import { formatPlural } from '../text/number.ts';
import { countPart, listedMax, textOr, type Asker } from './asker.ts';
import { callerKey, hasValue, isThere } from './conditions.ts';
import { rowOf, valuePart, words, type StoryRow, type StorySection } from './story.ts';
import type { Reading } from './who.ts';

const facts = [
	['type', 'userIdentity.type'],
	['account', '_account'],
	['acts as', '_user'],
	['key', callerKey],
	['source identity', 'userIdentity.sessionContext.sourceIdentity'],
	['on behalf of', 'userIdentity.onBehalfOf.userId'],
	['provider', 'userIdentity.identityProvider'],
] as const;

/** Who it is: type, names, keys, MFA, who made it, and when it was there. */
export async function tellWho(
	asker: Asker,
	{ title, condition: own, made }: Reading,
	others: readonly StoryRow[],
): Promise<StorySection> {
	const rows: StoryRow[] = [
		rowOf([words('label', 'read as'), words('title', title)]),
		...others,
		...(await seen(asker, own)),
	];
	for (const [label, field] of facts) {
		rows.push(...(await valuesOf(asker, own, label, field)));
	}

	rows.push(...(await secondFactors(asker, own)));
	rows.push(...(made === undefined ? [] : await makers(asker, made)));
	return { id: 'who', title: 'Who', rows };
}

async function seen(asker: Asker, own: Expression): Promise<readonly StoryRow[]> {
	const stages = ['count as _n, min(_messageTime) as _first, max(_messageTime) as _last'];
	const here = await asker.ask(own, stages);
	const ever = await asker.ask(own, stages, { range: asker.store });
	const row = (
		label: string,
		values: (typeof here)['rows'][number] | undefined,
		isAll: boolean,
	) => {
		const [count, first, last] = values ?? [];
		const more = isAll ? { range: asker.store } : {};
		return rowOf([
			words('label', label),
			countPart('records', Number(count ?? 0), [own], more),
			words('first', isoOf(first)),
			words('last', isoOf(last)),
		]);
	};

	return [row('in the range', here.rows[0], false), row('in the store', ever.rows[0], true)];
}

/** `2026-03-01T12:00:00Z`; a story is told in UTC, as records are. */
export function isoOf(timeMs: unknown): string {
	const time = new Date(Number(timeMs ?? Number.NaN));
	return Number.isNaN(time.getTime()) ? '–' : time.toISOString().replace(/\.\d+Z$/, 'Z');
}

async function valuesOf(
	asker: Asker,
	own: Expression,
	label: string,
	field: string,
): Promise<readonly StoryRow[]> {
	// An empty one, such as the key of a person who signed in, tells nothing.
	const there = [own, isThere(field), notOf(hasValue(field, ''))];
	const stages = [`count by ${field}`];
	const { rows, rowCount } = await asker.ask(
		allOf(there),
		[...stages, `sort _count, ${field} asc`],
		{ rowsMax: listedMax },
	);
	const listed = rows.map(([value, count]) =>
		rowOf([
			words('label', label),
			valuePart('value', String(value)),
			countPart('records', Number(count), [own, hasValue(field, textOr(value))]),
		]),
	);
	const all = countPart('values', rowCount, there, {
		stages,
		text: `${formatPlural(rowCount, 'value')} in all`,
	});
	return rowCount > rows.length ? [...listed, rowOf([words('label', label), all])] : listed;
}

const mfaField = 'userIdentity.sessionContext.attributes.mfaAuthenticated';
const loginMfa = 'additionalEventData.MFAUsed';

async function secondFactors(asker: Asker, own: Expression): Promise<readonly StoryRow[]> {
	const told = [
		[mfaField, 'true', 'session with MFA'],
		[mfaField, 'false', 'session without MFA'],
		[loginMfa, 'Yes', 'sign-in with MFA'],
		[loginMfa, 'No', 'sign-in without MFA'],
	] as const;
	const stages = [`count by ${mfaField}, ${loginMfa}`];
	const { rows } = await asker.ask(own, stages);
	return told.flatMap(([field, value, text]) => {
		const at = field === mfaField ? 0 : 1;
		const count = rows
			.filter(row => textOr(row[at]) === value)
			.reduce((sum, row) => sum + Number(row[2]), 0);
		const part = countPart('records', count, [own, hasValue(field, value)]);
		return part === undefined ? [] : [rowOf([words('label', 'MFA'), words('value', text), part])];
	});
}

/** Who made it, as far back as the store goes. */
async function makers(asker: Asker, made: Expression): Promise<readonly StoryRow[]> {
	const done = allOf([made, hasValue('_result', 'Success')]);
	const range = asker.store;
	const { rows } = await asker.ask(
		done,
		['count as _n, min(_messageTime) as _at by _user, eventName', 'sort _at asc, _user asc'],
		{ range, rowsMax: listedMax },
	);
	return rows.map(([user, name, count, at]) => {
		const by = [hasValue('_user', textOr(user)), hasValue('eventName', textOr(name))];
		return rowOf([
			words('label', 'created by'),
			valuePart('value', String(user)),
			valuePart('action', String(name)),
			countPart('records', Number(count), [done, ...by], { range }),
			words('first', isoOf(at)),
		]);
	});
}

/** Other ways to read the name that have more records. */
export async function otherReadings(
	asker: Asker,
	others: readonly Reading[],
	own: Expression,
): Promise<readonly StoryRow[]> {
	const rows: StoryRow[] = [];
	for (const { title, condition } of others) {
		const conditions = [condition, notOf(own)];
		const answer = await asker.ask(allOf(conditions), ['count']);
		const part = countPart('records', Number(answer.rows[0]?.[0] ?? 0), conditions);
		rows.push(
			...(part === undefined ? [] : [rowOf([words('label', 'also'), words('title', title), part])]),
		);
	}

	return rows;
}
