import { principalForm } from '../../story/forms.ts';
import type { Principal } from '../input/menu.ts';
import { chosenRow } from './cursor.ts';
import { isFinding } from './finding-page.ts';
import { shownStory, storyPlace } from './open-story.ts';
import { cursorOf, focusedResult } from './panels-shown.ts';
import { itemOf, pointedAt } from './pointed.ts';
import { locationOf } from './state.ts';
import type { OpenRecord, State } from './state.ts';

/** Of a menu; a row has a few. */
export const principalsMax = 20;
/** An ARN has 2,048 characters at most; longer names make queries that are too long. */
export const principalCharactersMax = 10_000;

/** Fields that say who, whatever the name that they have there looks like. */
const whoFields = new Set(
	[
		'user',
		'userName',
		'principal',
		'role',
		'roleName',
		'session',
		'sessionName',
		'who',
		'actor',
	].map(name => name.toLowerCase()),
);

/** What stands where a name would: CloudTrail hides one that was typed as a wrong user, as it may be a password. */
const nobody = new Set(['', '(none)', 'HIDDEN_DUE_TO_SECURITY_REASONS']);

/** Who calls in what is at the cursor: in a record, a finding, a row, or the row of a story. */
export function principalsAt(state: State): readonly Principal[] {
	const pointed = pointedAt(state);
	const chosen = pointed === undefined ? [] : principalOf(pointed.column, pointed.value);
	return distinct(chosen.length > 0 ? chosen : allAt(state)).slice(0, principalsMax);
}

function allAt(state: State): readonly Principal[] {
	const location = locationOf(state);
	if (location.kind === 'record') {
		return ofRecord(state.records[location.id]);
	}

	if (location.kind === 'story') {
		const open = shownStory(state)?.open;
		const row = open === undefined ? undefined : storyPlace(open)?.row;
		return (row?.parts ?? []).flatMap(({ name, text }) => principalOf(name, text, false));
	}

	const shown = focusedResult(state);
	if (shown === undefined) {
		return [];
	}

	const { focused, result } = shown;
	const isTable = focused.kind === 'table';
	const row = isTable ? chosenRow(result, cursorOf(state, focused.key)) : -1;
	const item = isTable ? undefined : itemOf(state, focused, row);
	const cells = result.rows[isTable ? row : item?.rows.length === 1 ? (item.rows[0] ?? -1) : -1];
	return result.columns.flatMap((column, index) => principalOf(column, cells?.[index]));
}

/** @param isNamed - whether the field alone may tell that it is one */
function principalOf(field: string, value: unknown, isNamed = true): readonly Principal[] {
	const last = field.slice(field.lastIndexOf('.') + 1).replace(/^_+/, '');
	const isWho = isNamed && whoFields.has(last.toLowerCase());
	const text = typeof value === 'string' ? value : '';
	// A rule that goes by several has them as one text.
	return (last === 'principal' ? text.split(' · ') : [text])
		.map(name => name.trim())
		.filter(who => !nobody.has(who) && who.length <= principalCharactersMax)
		.filter(who => isWho || principalForm(who) !== undefined)
		.map(who => ({ who, field }));
}

function ofRecord(record: OpenRecord | undefined): readonly Principal[] {
	if (record?.json === undefined) {
		return [];
	}

	const value = parsed(record.json);
	if (isFinding(record.ref)) {
		return principalOf('principal', memberOf(value, 'principal'));
	}

	const identity = memberOf(value, 'userIdentity');
	const issuer = memberOf(memberOf(identity, 'sessionContext'), 'sessionIssuer');
	return [
		...principalOf('userIdentity.arn', memberOf(identity, 'arn')),
		...principalOf('userIdentity.userName', memberOf(identity, 'userName')),
		...principalOf('sessionIssuer.arn', memberOf(issuer, 'arn')),
		...principalOf('userIdentity.accessKeyId', memberOf(identity, 'accessKeyId')),
		...principalOf('sourceIPAddress', memberOf(value, 'sourceIPAddress')),
	];
}

/** A record that is no JSON is shown, and has nobody in it. */
function parsed(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return undefined;
	}
}

function memberOf(value: unknown, name: string): unknown {
	return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
		? (value as Readonly<Record<string, unknown>>)[name]
		: undefined;
}

function distinct(principals: readonly Principal[]): readonly Principal[] {
	return [...new Map(principals.toReversed().map(one => [one.who, one])).values()].toReversed();
}
