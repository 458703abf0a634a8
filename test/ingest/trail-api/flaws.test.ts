import { expect, test } from 'vitest';
import { startMs } from '../../../fixtures/records.ts';
import { flawsMax, flawsOf, flawsOfTrail } from '../../../source/ingest/trail-api/flaws.ts';
import {
	namesMax,
	readSelectors,
	selectorsMax,
} from '../../../source/ingest/trail-api/selectors.ts';
import type { Trail } from '../../../source/ingest/trail-api/trail.ts';
import { SourceError } from '../../../source/ingest/source.ts';

const hourMs = 3_600_000;
const everything = readSelectors(
	[],
	[
		{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
		{
			FieldSelectors: [
				{ Field: 'eventCategory', Equals: ['Data'] },
				{ Field: 'resources.type', Equals: ['AWS::S3::Object'] },
			],
		},
	],
);
const whole: Trail = {
	name: 'main',
	arn: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main',
	bucket: 'trail-logs',
	prefix: '',
	homeRegion: 'eu-west-1',
	isMultiRegion: true,
	isOrganization: false,
	hasDigests: true,
	hasInsights: true,
	status: {
		isLogging: true,
		stoppedMs: undefined,
		deliveredMs: startMs - 60_000,
		attemptedMs: startMs - 60_000,
		deliveryError: undefined,
		digestError: undefined,
	},
	selectors: everything,
};
const status = whole.status as Exclude<Trail['status'], SourceError>;
const found = (more: Partial<Trail>) =>
	flawsOfTrail({ ...whole, ...more }, startMs).map(
		({ name, state, found: words }) => `${state} ${name}: ${words.replace('trail main: ', '')}`,
	);

test('some types of data events are never all of them, and nothing else is said of a whole trail', () => {
	expect(found({})).toEqual([
		'odd data events: of data events only all of AWS::S3::Object are logged',
	]);
});

test.each<{ name: string; more: Partial<Trail>; says: string }>([
	{
		name: 'stopped',
		more: { status: { ...status, isLogging: false, stoppedMs: startMs - 3 * hourMs } },
		says: 'bad logging: logging is stopped: since 2026-03-01T09:00:00Z',
	},
	{
		name: 'never started',
		more: { status: { ...status, isLogging: false } },
		says: 'bad logging: logging is stopped: it never logged',
	},
	{
		name: 'not delivered',
		more: {
			status: { ...status, deliveryError: 'AccessDenied', deliveredMs: startMs - 48 * hourMs },
		},
		says: 'bad delivery: the last delivery failed at 2026-03-01T11:59:00Z: AccessDenied; delivered last 2026-02-27T12:00:00Z',
	},
	{
		name: 'never delivered',
		more: {
			status: {
				...status,
				deliveryError: 'NoSuchBucket',
				attemptedMs: undefined,
				deliveredMs: undefined,
			},
		},
		says: 'bad delivery: the last delivery failed: NoSuchBucket; delivered never',
	},
	{
		name: 'silent',
		more: { status: { ...status, deliveredMs: startMs - 48 * hourMs } },
		says: 'odd delivery: nothing was delivered since 2026-02-27T12:00:00Z',
	},
	{
		name: 'a time that is none',
		more: { status: { ...status, isLogging: false, stoppedMs: 9e18 } },
		says: 'bad logging: logging is stopped: since an unknown time',
	},
	{
		name: 'digests not delivered',
		more: { status: { ...status, digestError: 'AccessDenied' } },
		says: 'bad digest delivery: digests are not delivered: AccessDenied',
	},
	{
		name: 'one region',
		more: { isMultiRegion: false },
		says: 'odd regions: only eu-west-1 is logged',
	},
	{
		name: 'no validation',
		more: { hasDigests: false },
		says: 'odd validation: no digests are delivered, so a deleted or changed log cannot be proven',
	},
	{
		name: 'no Insights',
		more: { hasInsights: false },
		says: 'odd insights: no Insights are logged; they cost extra',
	},
	{
		name: 'not allowed to ask',
		more: { status: new SourceError('denied', 'GetTrailStatus: no', 'allow it') },
		says: 'odd status: GetTrailStatus: no',
	},
	{
		name: 'selectors not allowed',
		more: { selectors: new SourceError('denied', 'GetEventSelectors: no', 'allow it') },
		says: 'odd selectors: GetEventSelectors: no',
	},
])('a trail is told that is $name', ({ more, says }) => {
	expect(found(more)).toContain(says);
});

test.each([
	{
		name: 'nothing but management events of one kind',
		basic: [{ ReadWriteType: 'WriteOnly' as const, IncludeManagementEvents: true }],
		says: [
			'odd management: of management events only writes are logged',
			'odd data events: no data events are logged: no reads or writes of S3 objects, no calls of functions',
		],
	},
	{
		name: 'reads alone',
		basic: [{ ReadWriteType: 'ReadOnly' as const }],
		says: ['bad management: of management events only reads are logged'],
	},
	{
		name: 'no management events, and some functions',
		basic: [
			{
				IncludeManagementEvents: false,
				DataResources: [
					{ Type: 'AWS::Lambda::Function', Values: ['arn:aws:lambda:eu-west-1:1:function:f'] },
					{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] },
				],
			},
		],
		says: [
			'bad management: no management events are logged',
			'odd data events: of data events only all of AWS::S3::Object and some of AWS::Lambda::Function are logged',
		],
	},
	{
		name: 'sources that are left out',
		basic: [{ ExcludeManagementEventSources: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'] }],
		says: [
			'odd excluded: management events of kms.amazonaws.com, rdsdata.amazonaws.com are left out',
		],
	},
])('selectors of the old form: $name', ({ basic, says }) => {
	const words = found({ selectors: readSelectors(basic, []) });
	expect(words).toEqual(expect.arrayContaining(says));
});

test('selectors of the new form: what one leaves out, another one may log', () => {
	const management = (...conditions: readonly object[]) => ({
		FieldSelectors: [
			{ Field: 'eventCategory', Equals: ['Management'] },
			...(conditions as { Field: string }[]),
		],
	});
	const noKms = { Field: 'eventSource', NotEquals: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'] };
	expect(
		readSelectors(
			[],
			[
				management(noKms, { Field: 'readOnly', Equals: ['false'] }),
				management({ Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] }),
			],
		),
	).toMatchObject({
		readsManagement: true,
		writesManagement: true,
		excludedSources: ['kms.amazonaws.com'],
		leftCount: 0,
	});
	const detailed = readSelectors([], [management({ Field: 'eventName', NotEquals: ['Decrypt'] })]);
	expect(found({ selectors: detailed })).toContain(
		'odd selectors: 1 selector with conditions that are not told here',
	);
	const limited = readSelectors(
		[],
		[
			{
				FieldSelectors: [
					{ Field: 'eventCategory', Equals: ['Data'] },
					{ Field: 'resources.type', Equals: ['AWS::S3::Object'] },
					{ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::one/'] },
				],
			},
		],
	);
	expect(limited.dataTypes).toEqual([{ type: 'AWS::S3::Object', isLimited: true }]);
});

test('five hundred selectors and fifty types are read, and what is left out is counted', () => {
	const many = Array.from({ length: selectorsMax + 3 }, (_, index) => ({
		ReadWriteType: 'All' as const,
		DataResources: [{ Type: `AWS::T${index}::Thing`, Values: ['arn:aws:t'] }],
	}));
	const read = readSelectors(many, []);
	expect(read.dataTypes).toHaveLength(namesMax);
	expect(read.leftCount).toBe(3 + selectorsMax - namesMax);
	expect(found({ selectors: read }).at(0)).toMatch(/AWS::T4::Thing and 45 more are logged/);
});

test('sixty flaws are told, and the others are counted', () => {
	const trails = Array.from({ length: flawsMax + 9 }, () => whole);
	const all = flawsOf({ trails, leftCount: 2 }, startMs);
	expect(all).toHaveLength(flawsMax);
	expect(all.at(-1)?.found).toBe('10 flaws more');
	expect(flawsOf({ trails: [whole], leftCount: 2 }, startMs).at(-1)?.found).toMatch(
		/^2 trails were left out/,
	);
});
