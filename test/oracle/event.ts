import { at, cellAt, compareText, isObject, textAt } from './json.ts';
import type { Cell, Json, JsonObject } from './json.ts';

/** A record as it was delivered, with the key of an object that held it. */
export interface DeliveredRecord {
	readonly key: string;
	readonly record: JsonObject;
}

/** What the panels ask of a record. */
export interface Event {
	readonly record: JsonObject;
	readonly timeMs: number;
	readonly name: string;
	readonly source: string;
	readonly user: string;
	readonly role: Cell;
	readonly account: Cell;
	readonly readOnly: boolean;
	readonly result: string;
	readonly eventType: string;
	readonly address: Cell;
	readonly error: string | undefined;
}

/** An Insights event and a summary tell of calls, and are none. */
export function isCall(record: JsonObject): boolean {
	const category = textAt(record, 'eventCategory');
	return category === undefined
		? textAt(record, 'eventType') !== 'AwsCloudTrailInsight'
		: category !== 'Insight' && category !== 'Aggregated';
}

export function eventOf({ key, record }: DeliveredRecord): Event {
	const name = textAt(record, 'eventName') ?? '';
	const error = textAt(record, 'errorCode');
	const failed = ['responseElements', 'serviceEventDetails'].some(outer => {
		const object = at(record, outer);
		return isObject(object) && Object.values(object).includes('Failure');
	});
	return {
		record,
		timeMs: Date.parse(textAt(record, 'eventTime') ?? ''),
		name,
		source: textAt(record, 'eventSource') ?? '',
		user: userOf(record),
		role: roleOf(record) ?? null,
		account:
			textAt(record, 'recipientAccountId') ??
			accountOfKey(key) ??
			textAt(record, 'userIdentity.accountId') ??
			null,
		readOnly: isReadOnly(record, name),
		result: error ?? (failed ? 'Failure' : 'Success'),
		eventType:
			textAt(record, 'eventType') ?? (name === 'ConsoleLogin' ? 'AwsConsoleSignIn' : 'AwsApiCall'),
		address: cellAt(record, 'sourceIPAddress'),
		error,
	};
}

function accountOfKey(key: string): string | undefined {
	return /(?:^|\/)AWSLogs\/(?:o-[^/]+\/)?(\d{12})\//.exec(key)?.[1];
}

function isReadOnly(record: JsonObject, name: string): boolean {
	const flag = cellAt(record, 'readOnly');

	if (typeof flag === 'boolean') {
		return flag;
	}

	if (typeof flag === 'string' && /^(?:true|false)$/i.test(flag)) {
		return flag.toLowerCase() === 'true';
	}

	return ['Describe', 'Get', 'List', 'Lookup', 'Search', 'Head', 'BatchGet'].some(prefix =>
		name.startsWith(prefix),
	);
}

function roleOf(record: JsonObject): string | undefined {
	if (textAt(record, 'userIdentity.type') !== 'AssumedRole') {
		return undefined;
	}

	return (
		textAt(record, 'userIdentity.sessionContext.sessionIssuer.userName') ??
		/:assumed-role\/([^/]+)/.exec(textAt(record, 'userIdentity.arn') ?? '')?.[1]
	);
}

function userOf(record: JsonObject): string {
	const identity = at(record, 'userIdentity');
	const principal = textAt(identity, 'principalId');
	const ofPrincipal = principal?.includes(':')
		? principal.slice(principal.indexOf(':') + 1)
		: undefined;
	const otherwise = principal ?? textAt(identity, 'invokedBy') ?? '(none)';

	switch (textAt(identity, 'type')) {
		case 'IAMUser':
			return textAt(identity, 'userName') ?? otherwise;
		case 'Root':
			return 'root';
		case 'AssumedRole': {
			const session =
				/:assumed-role\/.*\/([^/]+)$/.exec(textAt(identity, 'arn') ?? '')?.[1] ?? ofPrincipal;
			const names = [roleOf(record), session].filter(name => name !== undefined);
			return names.length === 0 ? otherwise : names.join('/');
		}

		case 'FederatedUser':
		case 'SAMLUser':
		case 'WebIdentityUser':
		case 'IdentityCenterUser':
			return (
				textAt(identity, 'userName') ??
				textAt(record, 'additionalEventData.UserName') ??
				ofPrincipal ??
				otherwise
			);
		case 'AWSService':
			return textAt(identity, 'invokedBy') ?? otherwise;
		case 'AWSAccount':
			return textAt(identity, 'accountId') ?? otherwise;
		default:
			return otherwise;
	}
}

const refusals = [
	'AccessDenied',
	'AccessDeniedException',
	'Client.UnauthorizedOperation',
	'UnauthorizedOperation',
	'AuthFailure',
	'UnauthorizedAccess',
	'Client.AuthFailure',
	'InvalidClientTokenId',
	'SignatureDoesNotMatch',
	'ExpiredToken',
	'ExpiredTokenException',
	'UnrecognizedClientException',
	'VpceAccessDenied',
	'OptInRequired',
	'AuthorizationError',
	'NotAuthorized',
];

export function isUnauthorized({ error }: Event): boolean {
	return (
		error !== undefined &&
		(error.startsWith('AccessDenied') ||
			error.endsWith('UnauthorizedOperation') ||
			refusals.includes(error))
	);
}

export function isLogin(event: Event, outcome: 'Success' | 'Failure'): boolean {
	return (
		event.name === 'ConsoleLogin' &&
		event.eventType === 'AwsConsoleSignIn' &&
		textAt(event.record, 'responseElements.ConsoleLogin') === outcome
	);
}

export function isRoot({ record }: Event): boolean {
	return textAt(record, 'userIdentity.type') === 'Root';
}

const otherPolicyChanges = [
	'CreatePolicyVersion',
	'DeletePolicyVersion',
	'SetDefaultPolicyVersion',
	'PutUserPermissionsBoundary',
	'PutRolePermissionsBoundary',
	'DeleteUserPermissionsBoundary',
	'DeleteRolePermissionsBoundary',
];

export function isPolicyChange({ name }: Event): boolean {
	return (
		/^(?:Create|Update|Put|Attach|Detach|Delete).*Policy$/s.test(name) ||
		otherPolicyChanges.includes(name)
	);
}

export function isConfigurationChange({ name }: Event): boolean {
	return /^(?:Create|Delete|Terminate)/.test(name);
}

/** A record without the mark is a management event: data events always carry it. */
export function isManagementChange({ record, readOnly }: Event): boolean {
	return !readOnly && cellAt(record, 'managementEvent') !== false;
}

export function isGroupRuleChange({ name, source }: Event): boolean {
	return (
		source === 'ec2.amazonaws.com' && /^(?:Authorize|Revoke)SecurityGroup(?:In|E)gress$/.test(name)
	);
}

export function isSecurityGroupActivity({ name, readOnly }: Event): boolean {
	return name.includes('SecurityGroup') && !readOnly;
}

export function isPasswordChange({ name, source }: Event): boolean {
	return (
		source === 'iam.amazonaws.com' &&
		/^(?:ChangePassword|(?:Create|Update|Delete)LoginProfile)$/.test(name)
	);
}

/** What a permission of a rule change says, in the order it is shown. */
export interface Permissions {
	readonly fromPort: Cell;
	readonly toPort: Cell;
	readonly cidr: Cell;
}

/** Ports in the order of the permissions; ranges by kind: IPv4, IPv6, source groups. */
export function permissionsOf(record: JsonObject): Permissions {
	const parameters = at(record, 'requestParameters');
	const items = listAt(parameters, 'ipPermissions.items');
	const cells = (path: string, key: string) =>
		items.flatMap(item => listAt(item, path).map(range => textAt(range, key)));

	if (items.length === 0) {
		// The old form: one rule, its parts directly in the parameters.
		return {
			fromPort: joined([textAt(parameters, 'fromPort')]),
			toPort: joined([textAt(parameters, 'toPort')]),
			cidr: joined([textAt(parameters, 'cidrIp')]),
		};
	}

	return {
		fromPort: joined(items.map(item => textAt(item, 'fromPort'))),
		toPort: joined(items.map(item => textAt(item, 'toPort'))),
		cidr: joined([
			...cells('ipRanges.items', 'cidrIp'),
			...cells('ipv6Ranges.items', 'cidrIpv6'),
			...cells('groups.items', 'groupId'),
		]),
	};
}

function listAt(value: Json | undefined, path: string): readonly JsonObject[] {
	const found = at(value, path);
	return Array.isArray(found) ? (found as readonly Json[]).filter(isObject) : [];
}

function joined(texts: readonly (string | undefined)[]): Cell {
	const present = texts.filter(text => text !== undefined);
	return present.length === 0 ? null : present.join(', ');
}

/** Largest first, then by the names. */
export function byCount(
	a: readonly [names: readonly string[], count: number],
	b: readonly [names: readonly string[], count: number],
): number {
	const names = a[0].map((name, index) => compareText(name, b[0][index] ?? ''));
	return b[1] - a[1] || (names.find(difference => difference !== 0) ?? 0);
}

/** The user, or the role alone where a machine numbers its sessions. */
export function principalOf({ user, role }: Event): string {
	const session =
		typeof role === 'string' && user.startsWith(`${role}/`) ? user.slice(role.length + 1) : '';
	const isOfMachine =
		/\d\d\d/.test(session) && !session.includes('@') && !/^i-[0-9a-f]{8,17}$/.test(session);
	return isOfMachine ? String(role) : user;
}
