import { changes, isByRoot } from './changes.ts';
import * as is from './event.ts';
import type { DeliveredRecord, Event } from './event.ts';
import { cellAt, compareText, textAt } from './json.ts';
import type { Cell } from './json.ts';
import { countedPlaces, eventsIn, oracle, place } from './oracle.ts';
import type { OracleOptions } from './oracle.ts';
import * as shape from './shapes.ts';
import type { Panel } from './shapes.ts';

export interface StandardsOptions extends OracleOptions {
	/** Only errors of this service, as the filter writes it; all where missing. */
	readonly service?: string;
}

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;
const hourMs = 60 * minuteMs;

/**
 * What the dashboards of standards and of errors have to show, counted from parsed records and
 * nothing else.
 *
 * @param records - without duplicates
 * @returns by panel id, PC1 … PC16, CI1 … CI20, DV1 … DV16
 */
export function standardsOracle(
	records: readonly DeliveredRecord[],
	options: StandardsOptions,
): ReadonlyMap<string, Panel> {
	const events = eventsIn(records, options);
	return new Map(
		Object.entries({
			...pci(oracle(records, options), events),
			...cis(events, options),
			...devops(events, options),
		}),
	);
}

/** By PCI's panels, the one of the six dashboards that shows the same. */
const same = {
	...{ PC1: 'AM2', PC2: 'AM4', PC3: 'AM5', PC4: 'AM7', PC5: 'AM6' },
	...{ PC6: 'LA1', PC8: 'LA3', PC9: 'LA4', PC10: 'LA5', PC11: 'LA6', PC12: 'LA7' },
	...{ PC13: 'LA8', PC14: 'LA9', PC15: 'LA10', PC16: 'LA11' },
};

type Panels = Readonly<Record<string, Panel>>;

function pci(six: ReadonlyMap<string, Panel>, events: readonly Event[]): Panels {
	const refused = events.filter(
		event => /^Aws(?:ApiCall|VpceEvents?)$/.test(event.eventType) && is.isUnauthorized(event),
	);
	return {
		...Object.fromEntries(Object.entries(same).map(([id, of]) => [id, six.get(of) as Panel])),
		PC7: shape.counts(refused, ['account'], ({ account }) => [String(account)]),
	};
}

const paths: Readonly<Record<string, string>> = {
	mfaUsed: 'additionalEventData.MFAUsed',
	keyId: 'requestParameters.keyId',
	pendingDays: 'requestParameters.pendingWindowInDays',
};

const computed: Readonly<Record<string, (event: Event) => Cell>> = {
	user: event => event.user,
	account: event => event.account,
	result: event => event.result,
};

function rows(events: readonly Event[], columns: string): Panel {
	return shape.list(
		events,
		columns.split(','),
		(event, column) => computed[column]?.(event) ?? cellAt(event.record, paths[column] ?? column),
	);
}

type Test = (event: Event) => boolean;

const isAlone: Test = event =>
	is.isLogin(event, 'Success') &&
	textAt(event.record, 'userIdentity.type') === 'IAMUser' &&
	textAt(event.record, 'additionalEventData.MFAUsed') !== 'Yes';
const isFailedLogin: Test = event => is.isLogin(event, 'Failure');
const isRefused: Test = event =>
	is.isUnauthorized(event) &&
	event.address !== 'delivery.logs.amazonaws.com' &&
	event.name !== 'HeadBucket';

/** The controls that watch for changes, in the benchmark's order. */
const watched: readonly (readonly [control: string, test: Test])[] = [
	['4.4 IAM policies', changes.iamPolicies],
	['4.5 CloudTrail', changes.trails],
	['4.7 KMS keys', changes.keys],
	['4.8 S3 bucket policies', changes.buckets],
	['4.9 AWS Config', changes.recorders],
	['4.10 Security groups', changes.groups],
	['4.11 Network ACLs', changes.networkAcls],
	['4.12 Gateways', changes.gateways],
	['4.13 Route tables', changes.routes],
	['4.14 VPCs', changes.networks],
	['4.15 Organization', changes.organizations],
	['4.16 Security Hub', changes.securityHub],
];

const controls: typeof watched = [
	['4.1 Unauthorized calls', isRefused],
	['4.2 Logins without MFA', isAlone],
	['4.3 Root account', isByRoot],
	...watched.slice(0, 2),
	['4.6 Failed logins', isFailedLogin],
	...watched.slice(2),
];

function cis(events: readonly Event[], options: StandardsOptions): Panels {
	const only = (test: Test) => events.filter(test);
	const failed = only(isFailedLogin);
	const byCaller = (test: Test) =>
		shape.stacked(only(test), 'principal', is.principalOf, event => event.name);
	const controlOf = (event: Event) => watched.find(([, test]) => test(event))?.[0];
	return {
		CI1: rows(only(isAlone), 'eventTime,user,sourceIPAddress,mfaUsed,awsRegion,account,userAgent'),
		CI2: rows(
			only(changes.keys),
			'eventTime,user,eventName,keyId,pendingDays,errorCode,sourceIPAddress,awsRegion,account',
		),
		CI3: rows(failed, 'eventTime,user,sourceIPAddress,errorMessage,mfaUsed,awsRegion,account'),
		CI4: countedPlaces(
			failed.filter(({ address }) => place(address, options.geo)['latitude'] !== null),
			options.geo,
		),
		CI5: rows(
			only(isByRoot),
			'eventTime,eventName,eventSource,result,mfaUsed,sourceIPAddress,awsRegion,account',
		),
		CI6: shape.stacked(only(isRefused), 'principal', is.principalOf, event => event.error ?? ''),
		CI7: shape.outlier(failed, options, hourMs),
		CI8: byCaller(changes.recorders),
		CI9: byCaller(changes.iamPolicies),
		CI10: byCaller(changes.trails),
		CI11: byCaller(changes.gateways),
		CI12: byCaller(changes.routes),
		CI13: byCaller(changes.networkAcls),
		CI14: byCaller(changes.groups),
		CI15: byCaller(changes.networks),
		CI16: byCaller(changes.buckets),
		CI17: byCaller(changes.organizations),
		CI18: byCaller(changes.securityHub),
		CI19: {
			columns: ['control', 'eventCount', 'principals', 'newest'],
			rows: controls.map(([control, test]) => controlRow(control, only(test))),
			order: 'as-is',
		},
		CI20: shape.overTime(
			only(event => controlOf(event) !== undefined),
			options,
			event => controlOf(event) ?? '',
		),
	};
}

function controlRow(control: string, events: readonly Event[]): Panel['rows'][number] {
	const newestMs = Math.max(...events.map(({ timeMs }) => timeMs));
	return {
		control,
		eventCount: events.length,
		principals: new Set(events.map(is.principalOf)).size,
		newest:
			events.length === 0 ? '' : new Date(newestMs).toISOString().slice(0, 16).replace('T', ' '),
	};
}

type Class = 'throttling' | 'capacity' | 'quota' | 'availability';

/** The first class that fits: what is throttled tells of a limit too, and a lack of the service. */
function classOf({ error = '', source }: Event): Class | undefined {
	if (
		/Throttl|RequestLimitExceeded$/s.test(error) ||
		/^(?:ProvisionedThroughputExceededException|TooManyRequestsException|SlowDown)$/.test(error) ||
		(source === 's3.amazonaws.com' && error === 'ServiceUnavailable')
	) {
		return 'throttling';
	}

	if (/Insufficient.*Capacity|InsufficientFreeAddresses/s.test(error)) {
		return 'capacity';
	}

	if (/Exceeded|TooMany/.test(error)) {
		return 'quota';
	}

	return /^(?:Internal|Server\.|ServiceUnavailable|ServiceException$)/.test(error) &&
		!error.includes('Insufficient')
		? 'availability'
		: undefined;
}

function serviceOf({ source }: Event): string {
	return source === 'elasticloadbalancing.amazonaws.com'
		? 'elb'
		: source.replaceAll('.amazonaws.com', '');
}

const resources = [
	...['autoScalingGroupName', 'tableName', 'instanceType', 'cacheClusterId', 'loadBalancerName'],
	...['functionName', 'dBInstanceIdentifier', 'clusterIdentifier', 'bucketName'],
];

/** Each named by itself, because a call is about one of them. */
function resourceOf({ record }: Event): string {
	return resources.map(name => textAt(record, `requestParameters.${name}`) ?? '').join('');
}

function devops(events: readonly Event[], options: StandardsOptions): Panels {
	const errors = events.filter(
		event =>
			event.eventType === 'AwsApiCall' &&
			classOf(event) !== undefined &&
			(options.service === undefined || serviceOf(event) === options.service),
	);
	const of = (wanted: Class) => errors.filter(event => classOf(event) === wanted);
	const kind = (event: Event) => String(classOf(event));
	const throttled = of('throttling');
	const classes = ['availability', 'throttling', 'quota', 'capacity'] as const;
	return {
		...Object.fromEntries(
			classes.flatMap((one, index) => [
				[`DV${1 + index}`, shape.timeline(of(one), options, quarterMs)],
				[`DV${9 + index}`, shape.overTime(of(one), options, serviceOf)],
				[`DV${13 + index}`, perMinute(of(one))],
			]),
		),
		DV5: shape.overTime(errors, options, kind),
		DV6: shape.stacked(errors, 'service', serviceOf, kind),
		DV7: shape.outlier(throttled, options, quarterMs),
		DV8: shape.counts(throttled, ['principal'], event => [is.principalOf(event)], 10),
	};
}

/** The most errors in one minute, and all of them, of what has everything else in common. */
function perMinute(errors: readonly Event[]): Panel {
	const keys = 'service,eventName,errorCode,resource,principal,awsRegion,account'.split(',');
	const groups = new Map<string, number[]>();

	for (const event of errors) {
		const key = JSON.stringify([
			...[serviceOf(event), event.name, event.error, resourceOf(event), is.principalOf(event)],
			...[cellAt(event.record, 'awsRegion'), event.account],
		]);
		groups.set(key, [...(groups.get(key) ?? []), Math.floor(event.timeMs / minuteMs)]);
	}

	const found = [...groups].map(([key, minutes]) => ({
		perMinute: Math.max(...minutes.map(one => minutes.filter(two => two === one).length)),
		eventCount: minutes.length,
		...(Object.fromEntries(
			(JSON.parse(key) as readonly Cell[]).map((value, index) => [keys[index] ?? '', value]),
		) as Readonly<Record<string, Cell>>),
	}));
	const byKeys = (a: Panel['rows'][number], b: Panel['rows'][number]) =>
		keys
			.map(key => compareText(String(a[key] ?? ''), String(b[key] ?? '')))
			.find(difference => difference !== 0) ?? 0;
	return {
		columns: ['perMinute', 'eventCount', ...keys],
		rows: found.toSorted(
			(a, b) => b.perMinute - a.perMinute || b.eventCount - a.eventCount || byKeys(a, b),
		),
		order: 'as-is',
	};
}
