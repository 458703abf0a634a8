import type { Value } from '../query/value.ts';
import { dayMs, hourMs, minuteMs } from '../text/duration.ts';
import type { Inquiry } from './inquiry.ts';
import type { ReportChart, ReportColumn, ReportFigure, ReportSection } from './report.ts';

/** Rows of the tables of what was refused, of logins and of changes. */
export const tableRowsMax = 15;
/** Buckets of a chart; of a range that has more, the newest. */
export const chartBucketsMax = 400;

/** Lengths of buckets: the first that gives few enough bars to be read one by one. */
const steps = [
	[15 * minuteMs, '15m'],
	[hourMs, '1h'],
	[6 * hourMs, '6h'],
	[dayMs, '1d'],
	[7 * dayMs, '7d'],
	[30 * dayMs, '30d'],
] as const;
const easyBuckets = 32;
/** Fewer than the stage adds that fills what is missing. */
const filledBuckets = 8_000;

/** What changes something, without sign-ins and without objects that were written. */
export const changing =
	'_readOnly = false and _result = "Success" and _eventCategory = "Management" and _eventType != "AwsConsoleSignIn"';
const denied = '* | where _denied = true';
const distinct = (field: string) => `* | where !isEmpty(${field}) | count by ${field}`;

/** How much there was, against the period before. */
export async function tellSummary(inquiry: Inquiry, records: ReportFigure): Promise<ReportSection> {
	const asked = [
		['principals', distinct('_principal')],
		['accounts', distinct('_account')],
		['regions', distinct('awsRegion')],
		['services', distinct('eventSource')],
		['public addresses', '* | where isPublicIP(sourceIPAddress) | count by sourceIPAddress'],
		['changes', `* | where ${changing}`],
		['calls refused', denied],
		['calls failed otherwise', '* | where !isEmpty(errorCode) and _denied = false'],
	] as const;
	const figures = [records];
	for (const [label, text] of asked) {
		figures.push(await inquiry.figure(label, text));
	}

	return {
		id: 'summary',
		title: 'Summary',
		parts: [{ kind: 'figures', figures }, await recordsOverTime(inquiry)],
	};
}

async function recordsOverTime(inquiry: Inquiry): Promise<ReportChart> {
	const { fromMs, toMs } = inquiry.request;
	const { rows: firsts } = await inquiry.look('* | min(_messageTime) as _first', { rowsMax: 1 });
	const firstMs = Number(firsts[0]?.[0] ?? fromMs);
	const [stepMs, step] =
		steps.find(
			([ms]) => (toMs - firstMs) / ms <= easyBuckets && (toMs - fromMs) / ms <= filledBuckets,
		) ?? (steps.at(-1) as (typeof steps)[5]);
	const { rows, rowCount, queryId } = await inquiry.ask(
		`* | timeslice ${step} | if(_denied = true, 1, 0) as _r | count as _n, sum(_r) as refused by _timeslice | _n - refused as others | fillmissing timeslice(${step}) | sort _timeslice desc | fields _timeslice, others, refused`,
		{ rowsMax: chartBucketsMax },
	);
	const buckets = rows.toReversed().map(([time, ...counts]) => ({
		timeMs: Number(time),
		counts: counts.map((count: Value) => Number(count ?? 0)),
	}));
	// Of a range that begins long before the store, the years without a record are no picture.
	const isWide = rowCount > 2 * easyBuckets;
	const start = isWide ? buckets.findIndex(({ counts }) => counts.some(count => count > 0)) : 0;
	if (isWide && firstMs < (buckets[0]?.timeMs ?? firstMs)) {
		inquiry.warnings.add(
			`the chart of records has the newest ${chartBucketsMax} bars; a shorter range has fewer`,
		);
	}

	return {
		kind: 'chart',
		title: 'Records over time',
		series: [
			{ name: 'not refused', tone: 'plain' },
			{ name: 'refused', tone: 'refused' },
		],
		stepMs,
		buckets: buckets.slice(Math.max(0, start)),
		queryId,
	};
}

const who: ReportColumn = { title: 'who', kind: 'value' };
const last: ReportColumn = { title: 'last', kind: 'time' };
const service: ReportColumn = { title: 'service', kind: 'service' };
const action: ReportColumn = { title: 'action', kind: 'value' };
const account: ReportColumn = { title: 'account', kind: 'value' };
const count = (title: string): ReportColumn => ({ title, kind: 'count' });

/** Who was denied what. */
export async function tellRefused(inquiry: Inquiry): Promise<ReportSection> {
	const table = await inquiry.table(
		'By action, error and principal',
		`${denied} | count as _n, max(_messageTime) as _last by eventSource, eventName, errorCode, _principal | sort _n desc, _last desc, eventSource asc, eventName asc, errorCode asc, _principal asc | fields eventSource, eventName, errorCode, _principal, _n, _last`,
		[service, action, { title: 'error', kind: 'value' }, who, count('calls'), last],
		tableRowsMax,
	);
	return { id: 'refused', title: 'What was refused', parts: [table] };
}

const login = 'eventName=ConsoleLogin | where _eventType = "AwsConsoleSignIn"';
const isSuccess = 'responseElements.ConsoleLogin = "Success"';
const isFailure = 'responseElements.ConsoleLogin = "Failure"';
const isBare = `${isSuccess} and additionalEventData.MFAUsed = "No" and userIdentity.type in ("IAMUser", "Root")`;

/** Sign-ins to the console. */
export async function tellLogins(inquiry: Inquiry): Promise<ReportSection> {
	const asked = [
		['succeeded', isSuccess],
		['failed', isFailure],
		['succeeded without MFA', isBare],
		['of root, succeeded or failed', 'userIdentity.type = "Root"'],
	] as const;
	const figures: ReportFigure[] = [];
	for (const [label, condition] of asked) {
		figures.push(await inquiry.figure(label, `${login} and ${condition}`));
	}

	const counted = [isSuccess, isFailure, isBare].map(
		(condition, index) => `if(${condition}, 1, 0) as _c${index}`,
	);
	const table = await inquiry.table(
		'By user and address',
		`${login} | ${counted.join(' | ')} | sum(_c1) as _failed, sum(_c0) as _ok, sum(_c2) as _bare, max(_messageTime) as _last by _user, sourceIPAddress | sort _bare desc, _failed desc, _ok desc, _last desc, _user asc, sourceIPAddress asc | fields _user, sourceIPAddress, _failed, _ok, _bare, _last`,
		[
			{ title: 'user', kind: 'value' },
			{ title: 'address', kind: 'value' },
			count('failed'),
			count('succeeded'),
			count('without MFA'),
			last,
		],
		tableRowsMax,
	);
	const note = {
		kind: 'note',
		text: 'Without MFA counts users of IAM and root: sessions of an identity provider have no second factor of AWS, whatever the provider asked for. Of a sign-in with a wrong name CloudTrail tells no name.',
	} as const;
	const any = table.rowCount > 0;
	return {
		id: 'logins',
		title: 'Logins to the console',
		parts: [{ kind: 'figures', figures }, table, ...(any ? [note] : [])],
	};
}

/** What changes are worth a look of their own, with the conditions of their records. */
const classes = [
	[
		'Identity and access',
		'eventSource in ("iam.amazonaws.com", "sso.amazonaws.com", "sso-directory.amazonaws.com", "identitystore.amazonaws.com", "organizations.amazonaws.com", "rolesanywhere.amazonaws.com", "ram.amazonaws.com") and eventName != "Authenticate"',
	],
	[
		'Network',
		'(eventSource = "ec2.amazonaws.com" and eventName matches /SecurityGroup|NetworkAcl|Route|Gateway|Vpc|Vpn|Subnet|Address$|NetworkInterface/) or eventSource in ("network-firewall.amazonaws.com", "route53resolver.amazonaws.com", "directconnect.amazonaws.com")',
	],
	[
		'Logging and detection',
		'eventSource in ("cloudtrail.amazonaws.com", "config.amazonaws.com", "guardduty.amazonaws.com", "securityhub.amazonaws.com", "inspector2.amazonaws.com", "macie2.amazonaws.com", "access-analyzer.amazonaws.com", "detective.amazonaws.com") or eventName matches /FlowLogs$|^PutBucketLogging$/ or (eventSource = "logs.amazonaws.com" and eventName matches /^Delete|^PutRetention|^PutSubscription|^PutResourcePolicy|^Disassociate/)',
	],
	['Keys of KMS', 'eventSource = "kms.amazonaws.com"'],
	[
		'Access to buckets',
		'eventSource in ("s3.amazonaws.com", "s3express.amazonaws.com") and eventName matches /Policy|Acl$|PublicAccessBlock|Ownership|AccessPoint|Cors|Replication|Encryption|Lifecycle|Versioning|^(?:Create|Delete)Bucket$/',
	],
] as const;

/** What was changed, by service and by what matters most. */
export async function tellChanges(inquiry: Inquiry): Promise<ReportSection> {
	const parts = [
		await inquiry.table(
			'By service and principal',
			`* | where ${changing} | count as _n, max(_messageTime) as _last by eventSource, _principal | sort _n desc, _last desc, eventSource asc, _principal asc | fields eventSource, _principal, _n, _last`,
			[service, who, count('changes'), last],
			tableRowsMax,
		),
	];
	for (const [title, condition] of classes) {
		parts.push(
			await inquiry.table(
				title,
				`* | where ${changing} and (${condition}) | count as _n, max(_messageTime) as _last by eventSource, eventName, _principal, _account | sort _n desc, _last desc, eventSource asc, eventName asc, _principal asc, _account asc | fields eventSource, eventName, _principal, _account, _n, _last`,
				[service, action, who, account, count('changes'), last],
				tableRowsMax,
			),
		);
	}

	const note = {
		kind: 'note',
		text: 'Management calls that succeeded and do not only read, without sign-ins.',
	} as const;
	return { id: 'changes', title: 'What was changed', parts: [note, ...parts] };
}
