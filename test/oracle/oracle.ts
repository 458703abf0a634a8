import { placeOf, sameAddress } from './address.ts';
import type { GeoRange } from './address.ts';
import * as is from './event.ts';
import type { DeliveredRecord, Event } from './event.ts';
import { cellAt, textAt } from './json.ts';
import type { Cell, JsonObject } from './json.ts';
import * as shape from './shapes.ts';
import type { Panel, Range } from './shapes.ts';

export interface OracleIndicator {
	readonly threat: string;
	readonly type: string;
	readonly actor: string;
	readonly raw: string;
	readonly threatlevel: string;
}

export interface OracleOptions extends Range {
	/** Only this account and region; all where missing. */
	readonly account?: string;
	readonly region?: string;
	/** The confidence of the indicators that count, `*` for every one; high where missing. */
	readonly confidence?: string;
	/** Every management event that is not read-only counts as a configuration change. */
	readonly changes?: 'all';
	readonly indicators: readonly OracleIndicator[];
	readonly geo: readonly GeoRange[];
}

/**
 * What every panel of the six dashboards has to show, counted from parsed records and nothing else.
 *
 * @param records - without duplicates: one a (eventTime, eventID, recipientAccountId)
 * @returns by panel id, AM1 … TI7
 */
export function oracle(
	records: readonly DeliveredRecord[],
	options: OracleOptions,
): ReadonlyMap<string, Panel> {
	const events = eventsIn(records, options);
	const context: Context = { events, options, indicators: new Map() };

	for (const { address } of events) {
		if (!context.indicators.has(address)) {
			context.indicators.set(address, onList(address, options));
		}
	}

	return new Map(Object.entries(families).flatMap(([, family]) => Object.entries(family(context))));
}

/** The events of a range, and of an account and region where they are given. */
export function eventsIn(
	records: readonly DeliveredRecord[],
	options: Pick<OracleOptions, 'fromMs' | 'toMs' | 'account' | 'region'>,
): readonly Event[] {
	return records
		.filter(({ record }) => is.isCall(record))
		.map(is.eventOf)
		.filter(
			event =>
				event.timeMs >= options.fromMs &&
				event.timeMs < options.toMs &&
				(options.account === undefined || event.account === options.account) &&
				(options.region === undefined || textAt(event.record, 'awsRegion') === options.region),
		);
}

interface Context {
	readonly events: readonly Event[];
	readonly options: OracleOptions;
	/** By address as the records write it; undefined where it is on no list. */
	readonly indicators: Map<Cell, OracleIndicator | undefined>;
}

type Family = (context: Context) => Readonly<Record<string, Panel>>;

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;
const hourMs = 60 * minuteMs;

/** Columns whose name is not the path of the record. */
const paths: Readonly<Record<string, string>> = {
	type: 'userIdentity.type',
	principalId: 'userIdentity.principalId',
	mfaUsed: 'additionalEventData.MFAUsed',
	mfaAuthenticated: 'userIdentity.sessionContext.attributes.mfaAuthenticated',
	targetUser: 'requestParameters.userName',
	roleName: 'requestParameters.roleName',
	groupName: 'requestParameters.groupName',
	groupDescription: 'requestParameters.groupDescription',
	egress: 'requestParameters.egress',
	action: 'requestParameters.ruleAction',
};

const computed: Readonly<Record<string, (event: Event) => Cell>> = {
	user: event => event.user,
	account: event => event.account,
	role: event => event.role,
	result: event => event.result,
	eventType: event => event.eventType,
	groupId: ({ record }) =>
		textAt(record, 'requestParameters.groupId') ??
		textAt(record, 'responseElements.groupId') ??
		null,
	accessKeyId: ({ name, record }) =>
		cellAt(
			record,
			name === 'CreateAccessKey'
				? 'responseElements.accessKey.accessKeyId'
				: 'requestParameters.accessKeyId',
		),
	policyName: ({ record }) =>
		textAt(record, 'requestParameters.policyName') ??
		/:policy\/(.*)$/s.exec(textAt(record, 'requestParameters.policyArn') ?? '')?.[1] ??
		null,
	direction: ({ name }) => /SecurityGroup(.+)$/s.exec(name)?.[1] ?? null,
	fromPort: ({ record }) => is.permissionsOf(record).fromPort,
	toPort: ({ record }) => is.permissionsOf(record).toPort,
	cidr: ({ record }) => is.permissionsOf(record).cidr,
};

function cell(event: Event, column: string): Cell {
	return computed[column]?.(event) ?? cellAt(event.record, paths[column] ?? column);
}

function rows(events: readonly Event[], columns: string): Panel {
	return shape.list(events, columns.split(','), cell);
}

const name = (event: Event) => event.name;
const names = (event: Event) => [event.name];

const access: Family = ({ events, options }) => {
	const reading = events.filter(event => event.readOnly);
	const changing = events.filter(event => !event.readOnly);
	const groups = events.filter(is.isSecurityGroupActivity);
	const byUser = (of: readonly Event[]) =>
		shape.counts(of, ['user', 'eventName'], event => [event.user, event.name]);
	return {
		AM1: shape.timeline(changing, options, quarterMs),
		AM2: byUser(changing),
		AM3: shape.timeline(reading, options, quarterMs),
		AM4: byUser(reading),
		AM5: shape.counts(groups, ['eventName'], names),
		AM6: rows(
			groups,
			'eventTime,sourceIPAddress,user,eventType,eventName,eventSource,principalId,awsRegion,groupId,groupName,groupDescription,direction,fromPort,toPort,cidr,egress,action,account',
		),
		AM7: shape.overTime(groups, options, name),
	};
};

const logins: Family = ({ events, options }) => {
	const refused = events.filter(
		event => /^Aws(?:ApiCall|VpceEvents?)$/.test(event.eventType) && is.isUnauthorized(event),
	);
	const failed = events.filter(event => is.isLogin(event, 'Failure'));
	const succeeded = events.filter(event => is.isLogin(event, 'Success'));
	const rootFailed = failed.filter(is.isRoot);
	const rootSucceeded = succeeded.filter(is.isRoot);
	return {
		LA1: shape.timeline(refused, options, quarterMs),
		LA2: shape.overTime(refused, options, ({ account }) => String(account ?? '(none)')),
		LA3: rows(
			refused,
			'eventTime,sourceIPAddress,user,mfaAuthenticated,eventType,eventName,errorCode,principalId,awsRegion,account',
		),
		LA4: shape.timeline(rootFailed, options, hourMs),
		LA5: rows(
			rootFailed,
			'eventTime,type,sourceIPAddress,user,mfaUsed,eventType,eventName,errorMessage,principalId,awsRegion,account',
		),
		LA6: shape.timeline(failed, options, quarterMs),
		LA7: shape.list(
			failed,
			'eventTime,sourceIPAddress,user,mfaUsed,eventType,eventName,errorCode,errorMessage,principalId,awsRegion,account'.split(
				',',
			),
			(event, column) =>
				column === 'errorCode' ? (event.error ?? codeInMessage(event.record)) : cell(event, column),
		),
		LA8: shape.timeline(succeeded, options, quarterMs),
		LA9: rows(
			succeeded,
			'eventTime,sourceIPAddress,user,role,mfaUsed,eventType,eventName,principalId,awsRegion,account',
		),
		LA10: shape.timeline(rootSucceeded, options, hourMs),
		LA11: rows(
			rootSucceeded,
			'eventTime,type,sourceIPAddress,user,mfaUsed,eventType,eventName,principalId,awsRegion,account',
		),
	};
};

function codeInMessage(record: JsonObject): Cell {
	const message = textAt(record, 'errorMessage') ?? '';
	return /Error Code: ([^;]+); Request ID/.exec(message)?.[1] ?? null;
}

function worked(events: readonly Event[], source: string, eventName: string): readonly Event[] {
	return events.filter(
		event =>
			event.source === `${source}.amazonaws.com` &&
			event.name === eventName &&
			event.error === undefined,
	);
}

const accounts: Family = ({ events, options }) => {
	const iam = events.filter(event => event.source === 'iam.amazonaws.com');
	const passwords = events.filter(is.isPasswordChange);
	const pairs = [
		['AS1', 'AS2', 'CreateUser', 'eventTime,user,targetUser,account'],
		['AS3', 'AS4', 'DeleteUser', 'eventTime,user,targetUser,account'],
		['AS5', 'AS6', 'CreateRole', 'eventTime,user,roleName,account'],
		['AS7', 'AS8', 'DeleteRole', 'eventTime,user,roleName,account'],
		['AS9', 'AS10', 'CreateAccessKey', 'eventTime,user,accessKeyId,account'],
		['AS11', 'AS12', 'DeleteAccessKey', 'eventTime,user,accessKeyId,account'],
		['AS17', 'AS18', 'AddUserToGroup', membership],
		['AS19', 'AS20', 'RemoveUserFromGroup', membership],
	] as const;
	return {
		...Object.fromEntries(
			pairs.flatMap(([single, table, eventName, columns]) => {
				const own = worked(events, 'iam', eventName);
				return [
					[single, shape.timeline(own, options, quarterMs)],
					[table, rows(own, columns)],
				];
			}),
		),
		AS13: shape.counts(
			iam.filter(event => /^(?:Create|Delete|Put|Terminate)/.test(event.name)),
			['eventName'],
			names,
			10,
		),
		AS14: shape.overTime(
			iam.filter(event => !event.readOnly),
			options,
			name,
		),
		AS15: shape.timeline(passwords, options, quarterMs),
		AS16: rows(
			passwords,
			'eventTime,eventName,eventSource,user,targetUser,account,awsRegion,sourceIPAddress,errorCode,errorMessage',
		),
	};
};

const membership =
	'eventTime,eventName,eventSource,user,targetUser,groupName,account,awsRegion,sourceIPAddress';

const overview: Family = context => {
	const { events, options } = context;
	const { AM1, AM3 } = access(context);
	const copies = accounts(context);
	const threats = callersOnList(context);
	const failed = events.filter(event => is.isLogin(event, 'Failure'));
	const copied = {
		OV3: 'AS1',
		OV4: 'AS3',
		OV5: 'AS5',
		OV6: 'AS7',
		OV7: 'AS9',
		OV8: 'AS11',
		OV9: 'AS17',
		OV10: 'AS19',
	};
	return {
		OV1: AM3 as Panel,
		OV2: AM1 as Panel,
		...Object.fromEntries(Object.entries(copied).map(([id, of]) => [id, copies[of] as Panel])),
		OV11: shape.timeline(threats, options, quarterMs),
		OV12: withPlaces(
			shape.counts(
				events.filter(event => event.name === 'ConsoleLogin'),
				['user', 'sourceIPAddress'],
				event => [event.user, String(event.address ?? '')],
			),
			options.geo,
		),
		OV13: shape.outlier(failed, options, hourMs),
		OV14: shape.timeline(threats, options, hourMs),
		OV15: shape.outlier(threats, options, hourMs),
		OV16: shape.stacked(
			events.filter(is.isUnauthorized),
			'user',
			event => event.user,
			event => event.error ?? '',
		),
	};
};

const placeColumns = ['latitude', 'longitude', 'country_code', 'country_name', 'city'] as const;

export function place(address: Cell, geo: readonly GeoRange[]): Readonly<Record<string, Cell>> {
	const found = placeOf(String(address ?? ''), geo);
	return Object.fromEntries(placeColumns.map(column => [column, found?.[column] ?? null]));
}

function withPlaces(panel: Panel, geo: readonly GeoRange[]): Panel {
	return {
		columns: ['user', 'sourceIPAddress', ...placeColumns, 'eventCount'],
		rows: panel.rows.map(row => ({ ...row, ...place(row['sourceIPAddress'] ?? null, geo) })),
		order: 'as-is',
	};
}

const privileged: Family = ({ events, options }) => {
	const changes = events.filter(
		event =>
			is.isConfigurationChange(event) ||
			(options.changes === 'all' && is.isManagementChange(event)),
	);
	const changed = changes.filter(event => event.error === undefined && event.name !== 'CreateTags');
	const unchanged = changes.filter(event => event.error !== undefined);
	const groups = events.filter(is.isSecurityGroupActivity);
	const created = worked(events, 'ec2', 'CreateSecurityGroup');
	const deleted = worked(events, 'ec2', 'DeleteSecurityGroup');
	const rules = events.filter(is.isGroupRuleChange);
	const rulesFailed = rules.filter(event => event.error !== undefined);
	const rulesChanged = rules.filter(event => event.error === undefined);
	const policies = events.filter(is.isPolicyChange);
	const policiesChanged = policies.filter(event => event.error === undefined);
	const policiesFailed = policies.filter(event => event.error !== undefined);
	const configuration =
		'eventTime,sourceIPAddress,user,eventType,eventName,eventSource,awsRegion,principalId,result,account';
	const rule = 'eventTime,eventName,user,groupId,account,awsRegion,sourceIPAddress';
	const policy =
		'eventTime,eventName,eventSource,policyName,user,account,awsRegion,sourceIPAddress';
	return {
		PA1: shape.counts(changed, ['eventName'], names, 10),
		PA2: shape.outlier(changed, options, quarterMs),
		PA3: rows(changed, configuration),
		PA4: shape.counts(unchanged, ['eventName'], names, 10),
		PA5: shape.outlier(unchanged, options, quarterMs),
		PA6: rows(unchanged, `${configuration},errorCode,errorMessage`),
		PA7: shape.counts(groups, ['eventName'], names, 10),
		PA8: shape.overTime(groups, options, name),
		PA9: shape.timeline(created, options, quarterMs),
		PA10: rows(created, 'eventTime,user,groupId,groupName,account,sourceIPAddress'),
		PA11: shape.timeline(deleted, options, quarterMs),
		PA12: rows(deleted, 'eventTime,user,groupId,account,sourceIPAddress'),
		PA13: shape.timeline(rulesFailed, options, quarterMs),
		PA14: rows(rulesFailed, `${rule},errorCode,errorMessage`),
		PA15: shape.timeline(rulesChanged, options, quarterMs),
		PA16: rows(rulesChanged, rule),
		PA17: shape.timeline(policiesChanged, options, quarterMs),
		PA18: rows(policiesChanged, policy),
		PA19: shape.timeline(policiesFailed, options, quarterMs),
		PA20: rows(policiesFailed, `${policy},errorCode,errorMessage`),
		PA21: shape.outlier(groups, options, quarterMs),
		PA22: shape.outlier(policiesChanged, options, quarterMs),
	};
};

function onList(address: Cell, { indicators }: OracleOptions): OracleIndicator | undefined {
	return indicators.find(
		({ threat, type }) => type === 'ip_address' && sameAddress(threat, String(address ?? '')),
	);
}

function callersOnList({ events, options, indicators }: Context): readonly Event[] {
	const level = options.confidence ?? 'high';
	return events.filter(event => {
		const found = indicators.get(event.address);
		return found !== undefined && (level === '*' || found.threatlevel === level);
	});
}

const threats: Family = context => {
	const { options, indicators } = context;
	const events = callersOnList(context);
	const address = (event: Event) => String(event.address);
	const largest = (
		rowColumn: string,
		namesOf: (event: Event) => readonly [string, ...string[]],
		seriesOf: (event: Event) => string,
	) => {
		const groups = shape.tenLargest(events, namesOf);
		const kept = shape.eventsOf(events, groups, namesOf);
		return shape.stackedInOrder(
			groups,
			shape.stacked(kept, rowColumn, event => namesOf(event)[0], seriesOf),
		);
	};

	const largestAddresses = (seriesOf: (event: Event) => string) =>
		largest('sourceIPAddress', event => [address(event)], seriesOf);
	return {
		TI1: countedPlaces(events, options.geo),
		TI2: largestAddresses(event => event.result),
		TI3: shape.overTime(events, options, event => event.result),
		TI4: shape.counts(events, ['actor'], event => {
			const actor = indicators.get(event.address)?.actor ?? '';
			return [actor === '' ? 'Unassigned' : actor];
		}),
		TI5: largest(
			'eventName',
			event => [event.name, event.result],
			event => event.result,
		),
		TI6: shape.list(
			events,
			'eventTime,user,sourceIPAddress,eventName,awsRegion,result,confidence,label,malwareFamilies,lastUpdated'.split(
				',',
			),
			(event, column) => intelOf(indicators.get(event.address))[column] ?? cell(event, column),
		),
		TI7: largestAddresses(name),
	};
};

/** Events by their place; those without one are one row of nulls. */
export function countedPlaces(events: readonly Event[], geo: readonly GeoRange[]): Panel {
	const places = new Map<string, Readonly<Record<string, Cell>>>();

	for (const event of events) {
		const found = place(event.address, geo);
		const key = JSON.stringify(found);
		const row = places.get(key) ?? { ...found, eventCount: 0 };
		places.set(key, { ...row, eventCount: (row['eventCount'] as number) + 1 });
	}

	return {
		columns: [...placeColumns, 'eventCount'],
		rows: [...places.values()].sort(byCountryAndCity),
		order: 'as-is',
	};
}

function byCountryAndCity(a: Readonly<Record<string, Cell>>, b: typeof a): number {
	const names = (row: typeof a) => ['country_name', 'city'].map(key => String(row[key] ?? ''));
	return is.byCount([names(a), Number(a['eventCount'])], [names(b), Number(b['eventCount'])]);
}

interface RawIntel {
	readonly malware_families?: readonly string[];
	readonly last_updated?: number;
	readonly labels?: readonly { readonly name: string }[];
}

function intelOf(found: OracleIndicator | undefined): Readonly<Record<string, Cell>> {
	const raw = JSON.parse(found?.raw ?? '{}') as RawIntel;
	const texts = (list: readonly string[] | undefined) =>
		list === undefined || list.length === 0 ? null : list.join(', ');
	return {
		confidence: found?.threatlevel ?? null,
		label: texts(raw.labels?.map(label => label.name)),
		malwareFamilies: texts(raw.malware_families),
		lastUpdated:
			raw.last_updated === undefined
				? null
				: new Date(raw.last_updated * 1000).toISOString().slice(0, 10),
	};
}

/** One function a dashboard; the key of each entry is the panel's id. */
const families = { access, logins, accounts, overview, privileged, threats };
