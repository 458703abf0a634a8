import { isDenied } from './denied.ts';
import { eventCategory, isCall } from './event-category.ts';

/** The value at one path of a record. */
export type Value = string | number | boolean | null;

/** A column of every record that is derived from other values. */
export interface DerivedField {
	readonly name: string;
	readonly help: string;
	/**
	 * Paths it reads, names of metadata written as `meta:_object`, or `member:object=text`: the
	 * text where some direct member of the object is exactly this text, whatever its name.
	 */
	readonly inputs: readonly string[];
	/** Pure; called once per distinct combination. A missing input is undefined. */
	derive(inputs: readonly (Value | undefined)[]): Value;
}

type Input = Value | undefined;

/** What `_user` shows for each kind of identity, for the manual. */
export const usersShown: readonly (readonly [identity: string, shown: string])[] = [
	['IAMUser', 'its name'],
	['Root', 'root'],
	[
		'AssumedRole, Role',
		'role/session: Admin/ada; of an EC2 instance web/i-0abc1234; of a service-linked role AWSServiceRoleForSupport/…',
	],
	['FederatedUser', 'its name, else what stands behind the last colon of principalId'],
	['SAMLUser, WebIdentityUser', 'the name at the provider, else what is behind the last colon'],
	['IdentityCenterUser', 'its name, else userId of onBehalfOf'],
	['AWSService', 'the service, by invokedBy'],
	['AWSAccount', 'the account'],
	['Directory, Unknown, any other', 'its name, else principalId, invokedBy or the account'],
	['none of these', '(none)'],
];

const userInputs = [
	'userIdentity.type',
	'userIdentity.userName',
	'userIdentity.sessionContext.sessionIssuer.userName',
	'userIdentity.arn',
	'userIdentity.principalId',
	'userIdentity.invokedBy',
	'userIdentity.accountId',
	'additionalEventData.UserName',
	'userIdentity.onBehalfOf.userId',
];

/** Fields that a user thinks of as one, but that CloudTrail spreads over several paths. */
export const derivedFields: readonly DerivedField[] = [
	{
		name: '_user',
		help: 'who did it, as a person reads it: user, role/session, root, service or account',
		inputs: userInputs,
		derive: inputs => deriveUser(inputs.map(text)),
	},
	{
		name: '_principal',
		help: 'as _user, but a role alone where the name of its session is numbered, as of each run of a pipeline',
		inputs: userInputs,
		derive: inputs => derivePrincipal(inputs.map(text)),
	},
	{
		name: '_role',
		help: 'the name of the assumed role',
		inputs: [
			'userIdentity.type',
			'userIdentity.sessionContext.sessionIssuer.userName',
			'userIdentity.arn',
		],
		derive: ([type, issuer, arn]) =>
			isRole(type) ? (roleOf(text(issuer), text(arn)) ?? null) : null,
	},
	{
		name: '_session',
		help: 'the name of the assumed role’s session',
		inputs: ['userIdentity.type', 'userIdentity.arn', 'userIdentity.principalId'],
		derive: ([type, arn, principal]) =>
			isRole(type) ? (sessionOf(text(arn), text(principal)) ?? null) : null,
	},
	{
		name: '_account',
		help: 'the account whose trail recorded it',
		inputs: ['recipientAccountId', 'meta:_objectAccount', 'userIdentity.accountId'],
		derive: ([recipient, delivered, caller]) =>
			text(recipient) ?? text(delivered) ?? text(caller) ?? null,
	},
	{
		name: '_result',
		help: 'the error code, Failure for a step of a sign-in that failed, or Success',
		// A sign-in tells its result under the name of the event: ConsoleLogin, SwitchRole, CheckMfa,
		// UserAuthentication and more as they come.
		inputs: [
			'errorCode',
			'member:responseElements=Failure',
			'member:serviceEventDetails=Failure',
			'eventCategory',
			'eventType',
		],
		derive: ([errorCode, response, details, category, eventType]) =>
			text(errorCode) ??
			text(response) ??
			text(details) ??
			(isCall(text(category), text(eventType)) ? 'Success' : null),
	},
	{
		name: '_denied',
		help: 'whether the call was denied, by any code of denial',
		inputs: ['errorCode'],
		derive: ([errorCode]) => isDenied(text(errorCode) ?? ''),
	},
	{
		name: '_readOnly',
		help: 'whether the call only reads, by its flag or else by its name',
		inputs: ['readOnly', 'eventName', 'eventCategory', 'eventType'],
		derive: ([flag, eventName, category, eventType]) =>
			isCall(text(category), text(eventType)) ? deriveReadOnly(flag, eventName) : null,
	},
	{
		name: '_eventName',
		help: 'the name of the call; of an Insights event, of the calls that it is about',
		inputs: ['eventName', 'insightDetails.eventName'],
		derive: ([eventName, about]) => text(eventName) ?? text(about) ?? null,
	},
	{
		name: '_eventCategory',
		help: 'Management, Data, Insight or NetworkActivity; records before version 1.07 have no eventCategory and get the likely one',
		inputs: ['eventCategory', 'eventType', 'managementEvent', 'meta:_objectKind'],
		derive: ([category, eventType, managementEvent, kind]) =>
			eventCategory(text(category), text(eventType), text(managementEvent), text(kind)),
	},
	{
		name: '_eventType',
		help: 'the event type; records before version 1.02 have none and get the likely one',
		inputs: ['eventType', 'eventName'],
		derive: ([eventType, eventName]) =>
			text(eventType) ?? (eventName === 'ConsoleLogin' ? 'AwsConsoleSignIn' : 'AwsApiCall'),
	},
];

function isRole(type: Input): boolean {
	return type === 'AssumedRole' || type === 'Role';
}

/** An empty text counts as missing. */
function text(value: Input): string | undefined {
	return value === undefined || value === null || value === '' ? undefined : String(value);
}

function deriveUser(inputs: readonly (string | undefined)[]): string {
	const [type, userName, issuer, arn, principal, invokedBy, account, dataUserName, behalfOf] =
		inputs;
	const other = principal ?? invokedBy ?? account ?? '(none)';
	switch (type) {
		case 'IAMUser':
			return userName ?? other;
		case 'Root':
			return 'root';
		case 'AssumedRole':
		case 'Role': {
			const parts = [roleOf(issuer, arn), sessionOf(arn, principal)];
			return parts.filter(part => part !== undefined).join('/') || other;
		}

		case 'FederatedUser':
		case 'SAMLUser':
		case 'WebIdentityUser':
		case 'IdentityCenterUser':
			return userName ?? dataUserName ?? behalfOf ?? afterColon(principal) ?? other;
		case 'AWSService':
			return invokedBy ?? other;
		case 'AWSAccount':
			return account ?? other;
		// Unknown, Directory, and what is still to come.
		default:
			return userName ?? dataUserName ?? behalfOf ?? other;
	}
}

function derivePrincipal(inputs: readonly (string | undefined)[]): string {
	const [type, , issuer, arn, principal] = inputs;
	const role = isRole(type) ? roleOf(issuer, arn) : undefined;
	const session = sessionOf(arn, principal);
	return role !== undefined && session !== undefined && isNumbered(session)
		? role
		: deriveUser(inputs);
}

/** A machine counts its sessions. A person's name may end in a number, and an instance has one name. */
function isNumbered(session: string): boolean {
	return /\d{3}/.test(session) && !session.includes('@') && !/^i-[\da-f]{8,17}$/.test(session);
}

/**
 * Takes role and session from `arn:aws:sts::111122223333:assumed-role/Admin/ada`, and the role from
 * `arn:aws:iam::111122223333:role/path/Admin`.
 */
function roleOf(issuer: string | undefined, arn: string | undefined): string | undefined {
	const parts = arn?.split('/') ?? [];
	if (parts[0]?.endsWith(':assumed-role') === true) {
		return issuer ?? text(parts[1]);
	}

	return issuer ?? (parts[0]?.endsWith(':role') === true ? text(parts.at(-1)) : undefined);
}

function sessionOf(arn: string | undefined, principal: string | undefined): string | undefined {
	const parts = arn?.split('/') ?? [];
	const isSession = parts.length > 1 && parts[0]?.endsWith(':role') !== true;
	return (isSession ? text(parts.at(-1)) : undefined) ?? afterColon(principal);
}

/** What stands behind the last colon: a provider’s own name can hold others. */
function afterColon(principal: string | undefined): string | undefined {
	const colon = principal?.lastIndexOf(':') ?? -1;
	return colon < 0 ? undefined : text(principal?.slice(colon + 1));
}

const readingName = /^(?:Describe|Get|List|Lookup|Search|Head|BatchGet)/;

function deriveReadOnly(flag: Input, eventName: Input): boolean {
	if (typeof flag === 'boolean') {
		return flag;
	}

	switch (text(flag)?.toLowerCase()) {
		case 'true':
			return true;
		case 'false':
			return false;
		default:
			return readingName.test(text(eventName) ?? '');
	}
}
