import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSearches } from '../../source/dashboard/layout/searches.ts';
import { check } from '../../source/query/check/check.ts';
import { parse } from '../../source/query/language/parse.ts';
import { changes, isByRoot } from '../oracle/changes.ts';
import { eventOf, isUnauthorized } from '../oracle/event.ts';
import type { Event } from '../oracle/event.ts';
import { cellAt, textAt } from '../oracle/json.ts';
import { hunts } from './hunts.ts';
import { cornerRecords } from './corner-records.ts';
import { exampleRange, openExampleStore } from './example-store.ts';
import type { ExampleStore } from './example-store.ts';

const file = new URL('../../layouts/searches.yaml', import.meta.url);
const outcome = readSearches(readFileSync(file, 'utf8'), 'layouts/searches.yaml');
const searches = outcome.ok ? outcome.searches : [];

/** A part of the day, so that the store has a past. */
const lateRange = { ...exampleRange, fromMs: exampleRange.toMs - 12 * 3_600_000 };

let store: ExampleStore;

beforeAll(async () => {
	store = await openExampleStore({ days: 1, recordsPerDay: 2_000, extra: cornerRecords });
});

afterAll(async () => {
	await store.close();
});

const of = (service: string, names: RegExp) => (event: Event) =>
	event.source === `${service}.amazonaws.com` && names.test(event.name);
const isType = (event: Event, type: string) => textAt(event.record, 'userIdentity.type') === type;
/** What each search has to find, asked of parsed records. */
const wanted: Readonly<Record<string, (event: Event) => boolean>> = {
	'acl-or-route-changes': of('ec2', /^Create(NetworkAclEntry|Route)$/),
	'public-database': event =>
		of('rds', /^CreateDBInstance$/)(event) &&
		String(cellAt(event.record, 'requestParameters.publiclyAccessible')) === 'true',
	'authorization-failures': isUnauthorized,
	'cloudtrail-changes': changes.trails,
	'key-disabling': changes.keys,
	'config-changes': changes.recorders,
	'console-sign-in-failures': ({ name, record }) =>
		name === 'ConsoleLogin' && textAt(record, 'responseElements.ConsoleLogin') === 'Failure',
	'console-sign-in-without-mfa': ({ name, record }) =>
		name === 'ConsoleLogin' && textAt(record, 'additionalEventData.MFAUsed') === 'No',
	'default-policy-version-set': of('iam', /^SetDefaultPolicyVersion$/),
	'permanent-key-creation': event =>
		of('iam', /^CreateAccessKey$/)(event) && isType(event, 'IAMUser'),
	'session-token-abuse': event => of('sts', /^GetSessionToken$/)(event) && isType(event, 'IAMUser'),
	'instance-changes': of('ec2', /^(Run|Reboot|Start|Stop|Terminate)Instances$/),
	'large-instances': event =>
		of('ec2', /^RunInstances$/)(event) &&
		/\.[48]xlarge$/.test(textAt(event.record, 'requestParameters.instanceType') ?? ''),
	'iam-policy-changes': changes.iamPolicies,
	'gateway-changes': changes.gateways,
	'network-acl-changes': changes.networkAcls,
	'organization-changes': changes.organizations,
	'root-account-usage': isByRoot,
	'route-table-changes': changes.routes,
	'bucket-changes': changes.buckets,
	'security-group-changes': changes.groups,
	'vpc-changes': changes.networks,
};

const ofReference = searches.filter(({ name }) => name in wanted);

test('the file can be read, and holds the searches of the reference and ours', () => {
	expect(outcome).toMatchObject({ ok: true });
	expect(searches.map(({ name }) => name).toSorted()).toEqual(
		[...Object.keys(wanted), ...Object.keys(hunts)].toSorted(),
	);
	expect(ofReference).toHaveLength(22);
	expect(new Set(searches.map(({ title }) => title)).size).toBe(searches.length);
});

test.each(Object.entries(hunts))(
	'%s: has no fault, and finds what a plain count finds',
	async (name, hunt) => {
		const query = searches.find(search => search.name === name)?.query.trim() ?? '';
		const parsed = parse(query);
		expect([...parsed.faults, ...check(parsed.query)]).toEqual([]);
		const { columns, rows } = await store.run(`${query} | ${hunt.shown}`, lateRange);
		const expected = hunt.rows(store.records.map(eventOf), lateRange);
		expect(expected.length).toBeGreaterThan(0);
		expect({ columns, rows: rows.map(String).toSorted() }).toEqual({
			columns: hunt.columns,
			rows: expected.map(String).toSorted(),
		});
	},
);

test.each(ofReference)('$name: has no fault, and finds what a plain count finds', async search => {
	const parsed = parse(search.query);
	expect([...parsed.faults, ...check(parsed.query)]).toEqual([]);
	const expected = store.records
		.map(eventOf)
		.filter(({ timeMs }) => timeMs >= exampleRange.fromMs && timeMs < exampleRange.toMs)
		.filter(event => wanted[search.name]?.(event));
	const { columns, rows, kind } = await store.run(`${search.query.trim()} | fields eventID`);
	expect({ kind, columns }).toEqual({ kind: 'rows', columns: ['eventID'] });
	expect(rows.map(([id]) => id).toSorted()).toEqual(
		expected.map(({ record }) => record['eventID'] as string).toSorted(),
	);
	expect(rows.length).toBeGreaterThan(0);
});

test.each([
	{ text: 'searches:\n  - name: a\n    : :', line: 3, message: /no YAML/ },
	{
		text: 'searches:\n  - name: A b\n    title: x\n    description: y\n    query: z',
		line: 2,
		message: /small letters/,
	},
	{
		text: 'searches:\n  - name: a\n    title: x\n    description: y\n    query: ""',
		line: 5,
		message: /small|>=1/,
	},
	{
		text: 'searches:\n  - { name: a, title: x, description: y, query: z }\n  - { name: a, title: x, description: y, query: z }',
		line: 3,
		message: /taken already/,
	},
])('says where the file is wrong: $message', ({ text, line, message }) => {
	const wrong = readSearches(text, 'mine.yaml');
	expect(wrong.ok ? [] : wrong.faults).toEqual([
		expect.objectContaining({
			file: 'mine.yaml',
			line,
			message: expect.stringMatching(message) as string,
		}),
	]);
});
