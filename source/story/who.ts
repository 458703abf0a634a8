import { allOf, anyOf, isMissing } from '../findings/expressions.ts';
import type { Expression } from '../query/syntax/tree.ts';
import { hasOneOf, hasValue } from './conditions.ts';
import { arnForm, keyForm, v4Form, v6Form } from './forms.ts';

/** One way to read what a person wrote, and the records that are then meant. */
export interface Reading {
	/** For people: `user`, `access key`. */
	readonly title: string;
	readonly condition: Expression;
	/** What it is called where records tell that it was made. */
	readonly made?: Expression;
	/** Others are meant rather, where they have records. */
	readonly isLast?: true;
	/** Sessions that name it as where they come from, and are not its own calls. */
	readonly named?: Expression;
}

const type = 'userIdentity.type';
const arnField = 'userIdentity.arn';
const userName = 'userIdentity.userName';
const account = 'userIdentity.accountId';
const issuerArn = 'userIdentity.sessionContext.sessionIssuer.arn';
export const sourceIdentity = 'userIdentity.sessionContext.sourceIdentity';
export const behalfOf = 'userIdentity.onBehalfOf.userId';

const instanceForm = /^i-[\da-f]{8,17}$/;
const userIdForm = /^(?:[\da-f]{10}-)?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** What a text may name, the likeliest first; never empty. */
export function readingsOf(who: string): readonly Reading[] {
	if (keyForm.test(who)) {
		return [ofKey(who)];
	}

	const arn = arnForm.exec(who);
	if (arn !== null) {
		return [ofArn(who, arn)];
	}

	if (instanceForm.test(who)) {
		return [{ title: 'EC2 instance', condition: hasValue('_session', who) }];
	}

	if (v4Form.test(who) || v6Form.test(who)) {
		return [ofAddress(who)];
	}

	if (/^\d{12}$/.test(who)) {
		return [ofRoot(who)];
	}

	const names = ofName(who);
	return userIdForm.test(who) ? [...names.filter(isOfCentre), ...names] : names;
}

const centre = 'Identity Center user';
const isOfCentre = ({ title }: Reading) => title === centre;

function ofKey(key: string): Reading {
	return {
		title: 'access key',
		condition: hasValue('userIdentity.accessKeyId', key),
		made: hasValue('responseElements.accessKey.accessKeyId', key),
	};
}

function ofRoot(id: string): Reading {
	const condition = allOf([hasValue(type, 'Root'), hasValue(account, id)]);
	return { title: 'root of the account', condition };
}

/** An address has several spellings, and records have one of them. */
function ofAddress(address: string): Reading {
	const url = `http://[${address}]`;
	const short = URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : address;
	const spellings = [...new Set([address, address.toLowerCase(), short])];
	return { title: 'address', condition: hasOneOf('sourceIPAddress', spellings) };
}

function ofArn(arn: string, [, service, id = '', root, kind, path = '']: RegExpExecArray): Reading {
	const name = path.split('/').at(-1) ?? path;
	const itself = hasValue(arnField, arn);
	if (root !== undefined) {
		return ofRoot(id);
	}

	const inAccount = hasValue('_account', id);
	if (service === 'iam' && kind === 'user') {
		const made = allOf([inAccount, madeAs('CreateUser', 'requestParameters.userName', name)]);
		// A sign-in that failed has no ARN.
		const nameless = allOf([isMissing(arnField), hasValue(userName, name), hasValue(account, id)]);
		return {
			title: 'user',
			condition: anyOf([itself, nameless]),
			made,
			named: hasValue(issuerArn, arn),
		};
	}

	if (service === 'iam' && kind === 'role') {
		const made = allOf([inAccount, madeAs('CreateRole', 'requestParameters.roleName', name)]);
		return { title: 'role', condition: anyOf([hasValue(issuerArn, arn), itself]), made };
	}

	const title =
		kind === 'assumed-role'
			? 'session of a role'
			: kind === 'federated-user'
				? 'federated user'
				: 'ARN';
	return { title, condition: itself };
}

function madeAs(eventName: string, field: string, name: string): Expression {
	return allOf([hasValue('eventName', eventName), hasValue(field, name)]);
}

function ofName(name: string): readonly Reading[] {
	const isWeb = hasValue(type, 'WebIdentityUser');
	const made = madeAs('CreateUser', 'requestParameters.userName', name);
	const byOrigin = hasValue(sourceIdentity, name);
	const root: readonly Reading[] =
		name === 'root' ? [{ title: 'root of any account', condition: hasValue(type, 'Root') }] : [];
	return [
		...root,
		{
			title: 'web identity',
			condition: allOf([isWeb, anyOf([hasValue(userName, name), hasValue('_user', name)])]),
			named: byOrigin,
		},
		{ title: 'user', condition: hasValue(userName, name), made, named: byOrigin },
		{ title: 'principal', condition: hasValue('_user', name) },
		{
			title: 'role',
			condition: hasValue('_role', name),
			made: madeAs('CreateRole', 'requestParameters.roleName', name),
		},
		{ title: 'session name', condition: hasValue('_session', name) },
		{ title: 'source identity', condition: byOrigin, isLast: true },
		{ title: centre, condition: hasValue(behalfOf, name) },
		{ title: 'AWS service', condition: hasValue('userIdentity.invokedBy', name), isLast: true },
	];
}
