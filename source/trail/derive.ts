/** The value at one path of a record. */
export type Value = string | number | boolean | null;

/** A column of every record that is derived from other values. */
export interface DerivedField {
	readonly name: string;
	readonly help: string;
	/** Paths it reads, or metadata names written as `meta:_object`. */
	readonly inputs: readonly string[];
	/** Pure; called once per distinct combination. A missing input is undefined. */
	derive(inputs: readonly (Value | undefined)[]): Value;
}

type Input = Value | undefined;

/** Fields that a user thinks of as one, but that CloudTrail spreads over several paths. */
export const derivedFields: readonly DerivedField[] = [
	{
		name: '_user',
		help: 'who did it, as a person reads it: user, role/session, root, service or account',
		inputs: [
			'userIdentity.type',
			'userIdentity.userName',
			'userIdentity.sessionContext.sessionIssuer.userName',
			'userIdentity.arn',
			'userIdentity.principalId',
			'userIdentity.invokedBy',
			'userIdentity.accountId',
			'additionalEventData.UserName',
		],
		derive: inputs => deriveUser(inputs.map(text)),
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
			type === 'AssumedRole' ? (roleOf(text(issuer), text(arn)) ?? null) : null,
	},
	{
		name: '_session',
		help: 'the name of the assumed role’s session',
		inputs: ['userIdentity.type', 'userIdentity.arn', 'userIdentity.principalId'],
		derive: ([type, arn, principal]) =>
			type === 'AssumedRole' ? (sessionOf(text(arn), text(principal)) ?? null) : null,
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
		help: 'the error code, Failure for a failed console login, or Success',
		inputs: ['errorCode', 'eventName', 'responseElements.ConsoleLogin'],
		derive: ([errorCode, eventName, login]) =>
			text(errorCode) ??
			(eventName === 'ConsoleLogin' && login === 'Failure' ? 'Failure' : 'Success'),
	},
	{
		name: '_readOnly',
		help: 'whether the call only reads, by its flag or else by its name',
		inputs: ['readOnly', 'eventName'],
		derive: ([flag, eventName]) => deriveReadOnly(flag, eventName),
	},
	{
		name: '_eventType',
		help: 'the event type; records before version 1.02 have none and get the likely one',
		inputs: ['eventType', 'eventName'],
		derive: ([eventType, eventName]) =>
			text(eventType) ?? (eventName === 'ConsoleLogin' ? 'AwsConsoleSignIn' : 'AwsApiCall'),
	},
];

/** An empty text counts as missing. */
function text(value: Input): string | undefined {
	return value === undefined || value === null || value === '' ? undefined : String(value);
}

function deriveUser(inputs: readonly (string | undefined)[]): string {
	const [type, userName, issuer, arn, principal, invokedBy, account, dataUserName] = inputs;
	const other = principal ?? invokedBy ?? '(none)';
	switch (type) {
		case 'IAMUser':
			return userName ?? other;
		case 'Root':
			return 'root';
		case 'AssumedRole': {
			const parts = [roleOf(issuer, arn), sessionOf(arn, principal)];
			return parts.filter(part => part !== undefined).join('/') || other;
		}

		case 'FederatedUser':
		case 'SAMLUser':
		case 'WebIdentityUser':
		case 'IdentityCenterUser':
			return userName ?? dataUserName ?? afterColon(principal) ?? other;
		case 'AWSService':
			return invokedBy ?? other;
		case 'AWSAccount':
			return account ?? other;
		default:
			return other;
	}
}

/** Takes role and session from `arn:aws:sts::111122223333:assumed-role/Admin/ada`. */
function roleOf(issuer: string | undefined, arn: string | undefined): string | undefined {
	const parts = arn?.split('/') ?? [];
	return issuer ?? (parts[0]?.endsWith(':assumed-role') ? text(parts[1]) : undefined);
}

function sessionOf(arn: string | undefined, principal: string | undefined): string | undefined {
	const parts = arn?.split('/') ?? [];
	const ofArn = parts.length > 1 ? text(parts.at(-1)) : undefined;
	return ofArn ?? afterColon(principal);
}

function afterColon(principal: string | undefined): string | undefined {
	const colon = principal?.indexOf(':') ?? -1;
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
