import type { GeoRange } from './address.ts';
import * as is from './event.ts';
import type { DeliveredRecord, Event } from './event.ts';
import { at, cellAt, isObject, textAt } from './json.ts';
import type { Cell, JsonObject } from './json.ts';
import { countedPlaces, eventsIn, place } from './oracle.ts';
import * as shape from './shapes.ts';
import type { Panel, Range } from './shapes.ts';

export interface ClassicOptions extends Range {
	/** Only this account and region; all where missing. */
	readonly account?: string;
	readonly region?: string;
	/** Users, or names of role sessions; everybody where missing. */
	readonly administrators?: readonly string[];
	readonly geo: readonly GeoRange[];
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** What a family of panels is made of. */
interface Context {
	readonly events: readonly Event[];
	readonly options: ClassicOptions;
	/** The events of another range that ends with the same moment, or earlier. */
	since(rangeMs: number, endsBeforeMs?: number): readonly Event[];
}

type Family = (context: Context) => Readonly<Record<string, Panel>>;

/**
 * What every panel of the second set has to show, counted from parsed records and nothing else.
 *
 * @param records - without duplicates, also of the days before the range
 * @returns by panel id, CO1 … CS9
 */
export function classicOracle(
	records: readonly DeliveredRecord[],
	options: ClassicOptions,
): ReadonlyMap<string, Panel> {
	const context: Context = {
		events: eventsIn(records, options),
		options,
		since: (rangeMs, endsBeforeMs = 0) =>
			eventsIn(records, {
				...options,
				fromMs: options.toMs - rangeMs - endsBeforeMs,
				toMs: options.toMs - endsBeforeMs,
			}),
	};
	const families = [overview, users, logins, operations, network, buckets];
	return new Map(families.flatMap(family => Object.entries(family(context))));
}

const paths: Readonly<Record<string, string>> = {
	loginResult: 'responseElements.ConsoleLogin',
	objectName: 'requestParameters.key',
	bucketName: 'requestParameters.bucketName',
	accessKeyId: 'userIdentity.accessKeyId',
};

const either = (record: JsonObject, first: string, second: string): Cell =>
	textAt(record, first) ?? textAt(record, second) ?? null;

const computed: Readonly<Record<string, (event: Event) => Cell>> = {
	user: event => event.user,
	account: event => event.account,
	publicIp: ({ record }) =>
		either(record, 'requestParameters.publicIp', 'responseElements.publicIp'),
	groupId: ({ record }) => either(record, 'requestParameters.groupId', 'responseElements.groupId'),
	networkAclId: ({ record }) =>
		either(record, 'requestParameters.networkAclId', 'responseElements.networkAcl.networkAclId'),
	direction: ({ record }) =>
		cellAt(record, 'requestParameters.egress') === true ? 'Egress' : 'Ingress',
	cidr: ({ record }) =>
		either(record, 'requestParameters.cidrBlock', 'requestParameters.ipv6CidrBlock'),
};

function rows(events: readonly Event[], columns: string): Panel {
	return shape.list(
		events,
		columns.split(','),
		(event, column) => computed[column]?.(event) ?? cellAt(event.record, paths[column] ?? column),
	);
}

/** The newest few; of a second that the cut goes through nobody can say which come first. */
function newest(events: readonly Event[], count: number): readonly Event[] {
	const sorted = events.toSorted((a, b) => b.timeMs - a.timeMs);

	if (sorted[count] !== undefined && sorted[count]?.timeMs === sorted[count - 1]?.timeMs) {
		throw new Error(`the cut after ${count} rows goes through one second`);
	}

	return sorted.slice(0, count);
}

function mapOf(events: readonly Event[], { geo }: ClassicOptions): Panel {
	return countedPlaces(
		events.filter(({ address }) => place(address, geo)['latitude'] !== null),
		geo,
	);
}

const worked = ({ error }: Event) => error === undefined;
const byName = (event: Event) => [event.name];
const resultOf = ({ record }: Event) => textAt(record, 'responseElements.ConsoleLogin') ?? '(none)';
const isLogin = ({ name }: Event) => name === 'ConsoleLogin';

/** The rest of a name behind its verb, without the date of a version; undefined for other verbs. */
function resourceOf({ name }: Event, verbs: string): string | undefined {
	const rest = new RegExp(`^(?:${verbs})(.+)$`, 's').exec(name)?.[1];
	return rest?.replace(/(.)20\d{6}(v\d+)?$/s, '$1');
}

function resources(events: readonly Event[], verbs: string) {
	const own = events.filter(event => worked(event) && resourceOf(event, verbs) !== undefined);
	return { own, typeOf: (event: Event) => resourceOf(event, verbs) ?? '' };
}

function topUsers(events: readonly Event[]): Panel {
	return shape.counts(events, ['user'], event => [event.user], 10);
}

function madeAndRemoved(events: readonly Event[]): Panel {
	return shape.counts(
		events.filter(({ name }) => /^(?:Create|Delete)/.test(name) && isNetworkOrSecurity(name)),
		['eventName'],
		byName,
	);
}

function isNetworkOrSecurity(name: string): boolean {
	return name.includes('Network') || name.includes('Security');
}

const overview: Family = ({ events, options }) => {
	const created = resources(events, 'Create|Run');
	const deleted = resources(events, 'Delete');
	return {
		CO1: mapOf(events, options),
		CO2: shape.counts(created.own, ['resourceType'], event => [created.typeOf(event)]),
		CO3: shape.overTime(deleted.own, options, deleted.typeOf),
		CO4: topUsers(events),
		CO5: shape.timeline(
			events.filter(event => isLogin(event) && resultOf(event) === 'Failure'),
			options,
			hourMs,
		),
		CO6: madeAndRemoved(events),
	};
};

const users: Family = ({ events, options, since }) => {
	const isByAdministrator = ({ readOnly, record, user }: Event) => {
		const { administrators } = options;
		const session =
			textAt(record, 'userIdentity.type') === 'AssumedRole' ? user.split('/').at(-1) : undefined;
		return (
			!readOnly &&
			(administrators === undefined ||
				administrators.includes(user) ||
				(session !== undefined && administrators.includes(session)))
		);
	};

	const own = events.filter(isByAdministrator);
	const recent = newest(since(3 * hourMs).filter(isByAdministrator), 20);
	const list = rows(recent, 'eventTime,user,eventName,awsRegion');
	return {
		CU1: mapOf(events, options),
		CU2: topUsers(events),
		CU3: shape.overTime(own, options, event => event.user),
		CU4: shape.counts(own, ['eventName'], byName, 10),
		CU5: shape.stacked(
			events.filter(
				event =>
					event.source === 'ec2.amazonaws.com' &&
					/^(?:Run|Terminate)Instances$/.test(event.name) &&
					worked(event),
			),
			'user',
			event => event.user,
			event => event.name,
		),
		CU6: {
			columns: [...list.columns, 'country_name', 'city'],
			rows: list.rows.map((row, index) => {
				const { country_name = null, city = null } = place(
					recent[index]?.address ?? null,
					options.geo,
				);
				return { ...row, country_name, city };
			}),
			order: list.order,
		},
	};
};

const endOf = ({ record }: Event) => textAt(record, 'responseElements.ConsoleLogin') ?? '';

function countOrNull(events: readonly Event[], end: string): Cell {
	const { length } = events.filter(event => endOf(event) === end);
	return length === 0 ? null : length;
}

const logins: Family = ({ events, options, since }) => {
	const own = events.filter(isLogin);
	const ended = (result: string) => own.filter(event => resultOf(event) === result);
	const addresses = new Map<string, Set<Cell>>();
	const country = ({ address }: Event, column: string) => {
		const value = place(address, options.geo)[column];
		return value === null || value === undefined ? null : String(value);
	};

	for (const { user, address } of own) {
		addresses.set(user, (addresses.get(user) ?? new Set()).add(address));
	}

	const before = since(dayMs, dayMs).filter(isLogin);
	return {
		CL1: mapOf(own, options),
		CL2: shape.overTime(own, options, event => event.user),
		CL3: shape.overTime(own, options, resultOf),
		CL4: {
			columns: ['user', 'addressCount'],
			rows: [...addresses]
				.filter(([, found]) => found.size > 1)
				.map(([user, found]) => [[user], found.size] as const)
				.toSorted(is.byCount)
				.map(([[user = ''], addressCount]) => ({ user, addressCount })),
			order: 'as-is',
		},
		CL5: nullable(
			shape.counts(
				own.filter(event => country(event, 'country_code') !== 'US'),
				['user', 'country_name', 'loginResult'],
				event => [event.user, country(event, 'country_name') ?? '', endOf(event)],
			),
		),
		CL6: shape.outlier(ended('Success'), options, hourMs),
		CL7: shape.outlier(ended('Failure'), options, hourMs),
		CL8: {
			columns: ['loginResult', 'eventCount', 'eventCount_1d'],
			rows: [...new Set([...own, ...before].map(endOf))].map(end => ({
				loginResult: end === '' ? null : end,
				eventCount: countOrNull(own, end),
				eventCount_1d: countOrNull(before, end),
			})),
			order: 'any',
		},
		CL9: nullable(
			shape.counts(
				own.filter(({ record }) => textAt(record, 'additionalEventData.MFAUsed') !== 'Yes'),
				['user', 'loginResult'],
				event => [event.user, endOf(event)],
			),
		),
	};
};

/** Counts tell groups apart by their text; a name that is not there is null in the answer. */
function nullable(panel: Panel): Panel {
	return {
		...panel,
		rows: panel.rows.map(row =>
			Object.fromEntries(
				Object.entries(row).map(([column, value]) => [column, value === '' ? null : value]),
			),
		),
	};
}

const operations: Family = ({ events, options, since }) => {
	const created = resources(events, 'Create|Run');
	const deleted = resources(events, 'Delete');
	const addresses = since(3 * hourMs).filter(
		({ source, name, readOnly }) =>
			source === 'ec2.amazonaws.com' &&
			!readOnly &&
			name.includes('Address') &&
			!/Ip(?:v6)?Address/.test(name),
	);
	return {
		CP1: shape.counts(
			since(hourMs).filter(event => !event.readOnly),
			['eventName'],
			byName,
		),
		CP2: shape.overTime(events, options, event => event.source),
		CP3: shape.overTime(events, options, ({ record }) => textAt(record, 'awsRegion') ?? '(none)'),
		CP4: shape.overTime(created.own, options, created.typeOf),
		CP5: shape.overTime(deleted.own, options, deleted.typeOf),
		CP6: rows(newest(addresses, 10), 'eventTime,user,eventName,awsRegion,publicIp'),
	};
};

const network: Family = ({ events, options, since }) => {
	const denied = events.filter(is.isUnauthorized);
	const ofEc2 = (list: readonly Event[]) =>
		list.filter(({ source }) => source === 'ec2.amazonaws.com');
	return {
		CN1: mapOf(denied, options),
		CN2: rows(
			newest(denied, 20),
			'eventTime,user,eventName,errorCode,sourceIPAddress,awsRegion,account',
		),
		CN3: shape.timeline(denied, options, hourMs),
		CN4: shape.overTime(
			events.filter(({ name, readOnly }) => isNetworkOrSecurity(name) && !readOnly),
			options,
			event => event.name,
		),
		CN5: rows(
			ofEc2(since(3 * hourMs)).filter(
				({ name, readOnly }) => /SecurityGroup|NetworkAcl/.test(name) && !readOnly,
			),
			'eventTime,user,eventName,groupId,networkAclId,errorCode,sourceIPAddress,awsRegion,account',
		),
		CN6: rows(
			ofEc2(events).filter(opensEverything),
			'eventTime,user,eventName,networkAclId,direction,cidr,awsRegion,account',
		),
		CN7: madeAndRemoved(events),
		CN8: shortLived(events),
	};
};

function opensEverything(event: Event): boolean {
	const asked = (path: string) => cellAt(event.record, `requestParameters.${path}`);
	return (
		/^(?:Create|Replace)NetworkAclEntry$/.test(event.name) &&
		worked(event) &&
		asked('ruleAction') === 'allow' &&
		(asked('aclProtocol') === '-1' ||
			(asked('portRange.from') === 0 && asked('portRange.to') === 65_535))
	);
}

const shortLifeMs = 10 * minuteMs;

/** What was deleted soon after the creation that went before it. */
function shortLived(events: readonly Event[]): Panel {
	const born = new Map<string, number>();
	const found: Readonly<Record<string, Cell>>[] = [];
	const parts = /^(Create|Delete)(User|Group|Role|Policy)$/;
	const lives = events
		.filter(
			event => event.source === 'iam.amazonaws.com' && worked(event) && parts.test(event.name),
		)
		.toSorted((a, b) => a.timeMs - b.timeMs || (a.name < b.name ? -1 : 1));

	for (const event of lives) {
		const [, verb = '', kind = ''] = parts.exec(event.name) ?? [];
		const asked = `requestParameters.${kind.toLowerCase()}`;
		const name =
			textAt(event.record, `${asked}Arn`)?.split('/').at(-1) ??
			textAt(event.record, `${asked}Name`) ??
			null;
		const key = JSON.stringify([kind, name, event.account]);
		const createdMs = born.get(key);
		born.delete(key);

		if (verb === 'Create') {
			born.set(key, event.timeMs);
		} else if (createdMs !== undefined && event.timeMs - createdMs <= shortLifeMs) {
			found.push({
				eventTime: cellAt(event.record, 'eventTime'),
				kind,
				name,
				user: event.user,
				account: event.account,
				livedSeconds: (event.timeMs - createdMs) / 1_000,
			});
		}
	}

	return {
		columns: ['eventTime', 'kind', 'name', 'user', 'account', 'livedSeconds'],
		rows: found.toReversed(),
		order: 'newest-first',
	};
}

const everyone = 'groups/global/AllUsers';

/** Whether a call lets everyone read, by a header, a ready-made list or a grant. */
function isOpen({ record }: Event): boolean {
	const headers = at(record, 'requestParameters.accessControlList');
	const header = (name: string) =>
		isObject(headers) && typeof headers[name] === 'string' && headers[name].includes(everyone);
	const parameters = at(record, 'requestParameters');
	const ready = isObject(parameters) ? parameters['x-amz-acl'] : undefined;
	const grants = at(record, 'requestParameters.AccessControlPolicy.AccessControlList.Grant');
	return (
		header('x-amz-grant-read') ||
		header('x-amz-grant-full-control') ||
		ready === 'public-read' ||
		ready === 'public-read-write' ||
		(Array.isArray(grants) &&
			(grants as readonly JsonObject[]).some(
				grant =>
					textAt(grant, 'Grantee.URI')?.endsWith(everyone) === true &&
					/^(?:READ|FULL_CONTROL)$/.test(textAt(grant, 'Permission') ?? ''),
			))
	);
}

const buckets: Family = ({ options, since }) => {
	const week = since(7 * dayMs);
	const range = { fromMs: options.toMs - 7 * dayMs, toMs: options.toMs };
	const opened = (name: string) =>
		week.filter(
			event =>
				event.source === 's3.amazonaws.com' &&
				event.name === name &&
				worked(event) &&
				isOpen(event),
		);
	const bucketOf = ({ record }: Event) =>
		textAt(record, 'requestParameters.bucketName') ?? '(none)';
	const objectOf = (event: Event) =>
		`${bucketOf(event)}/${textAt(event.record, 'requestParameters.key') ?? ''}`;
	const trio = (
		first: number,
		name: string,
		seriesOf: (event: Event) => string,
		columns: string,
	): Readonly<Record<string, Panel>> => ({
		[`CS${first}`]: shape.timeline(opened(name), range, 6 * hourMs),
		[`CS${first + 1}`]: shape.overTime(opened(name), range, seriesOf, 6 * hourMs),
		[`CS${first + 2}`]: rows(opened(name), columns),
	});
	const object = 'eventTime,objectName,bucketName,account,awsRegion,user,accessKeyId';
	return {
		...trio(1, 'PutObject', objectOf, object),
		...trio(4, 'PutBucketAcl', bucketOf, object.replace('objectName,', '')),
		...trio(7, 'PutObjectAcl', objectOf, object),
	};
};
