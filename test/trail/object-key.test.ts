import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseObjectKey } from '../../source/trail/object-key.ts';

const log = '111122223333_CloudTrail_us-east-1_20260301T1205Z_Ab12Cd34Ef56Gh78.json.gz';
const day = 'CloudTrail/us-east-1/2026/03/01';
const at1205 = Date.UTC(2026, 2, 1, 12, 5);

test.each([
	{ name: 'a log', key: `AWSLogs/111122223333/${day}/${log}`, is: { kind: 'log', prefix: '' } },
	{
		name: 'of an organisation',
		key: `AWSLogs/o-abc1234567/111122223333/${day}/${log}`,
		is: { kind: 'log', org: 'o-abc1234567' },
	},
	{
		name: 'in a folder of the owner’s own below AWSLogs',
		key: `AWSLogs/copy/of march/111122223333/${day}/${log}`,
		is: { kind: 'log', prefix: '' },
	},
	{
		name: 'below a prefix that has AWSLogs in it',
		key: `x/AWSLogs/y/AWSLogs/111122223333/${day}/${log}`,
		is: { kind: 'log', prefix: 'x/AWSLogs/y/' },
	},
	{
		name: 'an old one without _ after the Z',
		key: `AWSLogs/111122223333/${day}/111122223333_CloudTrail_us-east-1_20260301T1205ZHdkvFTXOA3Vnhbc.json.gz`,
		is: { kind: 'log' },
	},
	{
		name: 'one that was inflated',
		key: `AWSLogs/111122223333/${day}/${log.slice(0, -3)}`,
		is: { kind: 'log' },
	},
])('reads the key of a log: $name', ({ key, is }) => {
	expect(parseObjectKey(key)).toMatchObject({
		account: '111122223333',
		folder: 'CloudTrail',
		region: 'us-east-1',
		day: '2026-03-01',
		stampMs: at1205,
		...is,
	});
});

test.each([
	['CloudTrail-Insight', 'insight'],
	['CloudTrail-NetworkActivity', 'network-activity'],
	['CloudTrail-Aggregated', 'aggregated'],
	['Config', 'other'],
])('knows the folder %s as %s', (folder, kind) => {
	const key = `AWSLogs/111122223333/${folder}/eu-west-1/2026/03/01/111122223333_${folder}_eu-west-1_20260301T1205Z_a.json.gz`;
	expect(parseObjectKey(key)).toMatchObject({ kind, folder, region: 'eu-west-1' });
});

test.each([
	'111122223333_CloudTrail-Digest_us-east-1_my_trail_name_eu-west-1_20260301T120500Z.json.gz',
	'111122223333_CloudTrail-Digest_us-east-1_20260301T1205Z_eu-west-1_20260301T120500Z_backfill.json.gz',
])('reads a digest’s name from the right, for trails may be called anything: %s', name => {
	const key = `AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/03/01/${name}`;
	expect(parseObjectKey(key)).toMatchObject({ kind: 'digest', stampMs: at1205 });
});

test('regions are opaque', () => {
	const key = `AWSLogs/111122223333/CloudTrail/apiso-northsouth-3r/2026/03/01/${log}`;
	expect(parseObjectKey(key).region).toBe('apiso-northsouth-3r');
});

test('a file outside of the layout is loose, and its name may still tell', () => {
	expect(parseObjectKey(`exported/${log}`)).toMatchObject({
		kind: 'log',
		account: '111122223333',
		region: 'us-east-1',
		day: '2026-03-01',
		stampMs: at1205,
	});
	expect(parseObjectKey('a/b.ndjson')).toMatchObject({ kind: 'loose', stampMs: NaN });
	expect(parseObjectKey('events.json.gz').kind).toBe('loose');
});

test.each([
	'',
	'/',
	'a/',
	'readme.txt',
	'AWSLogs/',
	'AWSLogs/111122223333/',
	'AWSLogs//x.json',
	'../..',
	'\u{1F4A9}/\t',
])('says other of what it does not know: %j', key => {
	expect(parseObjectKey(key).kind).toBe('other');
});

const account = '111122223333';

test.each([
	[`AWSLogs/${account}/${day}/12/${log}`, 'log', account, 'us-east-1'],
	[`AWSLogs/${account}/CloudTrail/us-east-1/x.json.gz`, 'log', account, 'us-east-1'],
	[`AWSLogs/${account}/CloudTrail/x.json.gz`, 'log', account, undefined],
	[`AWSLogs/${account}/CloudTrail/us-east-1/2026/x.json`, 'log', account, 'us-east-1'],
	[`AWSLogs/o-abc1234567/${account}/${day}/12/${log}`, 'log', account, 'us-east-1'],
	[`AWSLogs/copy of trail/${log}`, 'log', account, 'us-east-1'],
	[`AWSLogs/${log}`, 'log', account, 'us-east-1'],
	[`AWSLogs/copy of trail/deep/x.json.gz`, 'loose', undefined, undefined],
	[`AWSLogs/${account}/x.json`, 'loose', account, undefined],
	[`AWSLogs/${account}/${day}/${log.replace('.gz', '.bz2')}`, 'loose', account, 'us-east-1'],
	[`AWSLogs/${account}/${day}/part-00000`, 'loose', account, 'us-east-1'],
	[
		`lake/region=eu-west-1/accountId=${account}/eventDay=20260301/a.json`,
		'loose',
		account,
		'eu-west-1',
	],
	[
		`AWSLogs/${account}/CloudTrail-Digest/us-east-1/2026/03/01/02/d.json.gz`,
		'digest',
		account,
		'us-east-1',
	],
	[
		`AWSLogs/${account}/CloudTrail-Lake/Query/2026/03/01/q/result_1.csv.gz`,
		'loose',
		account,
		undefined,
	],
	[
		`AWSLogs/${account}/Config/us-east-1/2026/3/1/ConfigHistory/c.json.gz`,
		'other',
		account,
		'us-east-1',
	],
	[`AWSLogs/${account}/vpcflowlogs/us-east-1/2026/03/01/v.log.gz`, 'other', account, 'us-east-1'],
	[
		`AWSLogs/${account}/elasticloadbalancing/us-east-1/2026/03/01/e.log`,
		'other',
		account,
		'us-east-1',
	],
	[`AWSLogs/${account}/GuardDuty/us-east-1/2026/03/01/g.jsonl.gz`, 'other', account, 'us-east-1'],
])('below AWSLogs in another depth: %s is %s', (key, kind, owner, region) => {
	expect(parseObjectKey(key)).toMatchObject({ kind, account: owner, region });
});

test.each(
	['json', 'jsonl', 'ndjson', 'log', 'txt', 'gz', 'zst', 'bz2', 'xz', 'tar', 'tgz', 'zip'].concat([
		'parquet',
		'csv',
		'tar.gz',
		'json.zst',
	]),
)('the contents of a .%s decide', extension => {
	expect(parseObjectKey(`a/events.${extension}`).kind).toBe('loose');
	expect(parseObjectKey(`events.${extension.toUpperCase()}`).kind).toBe('loose');
});

test.each(['part-00000', 'exports/events', 'a/2026-03-01'])('%j may hold records', key => {
	expect(parseObjectKey(key).kind).toBe('loose');
});

test.each(['x.json.bak', 'x.json.1', 'x.json.gz.2', 'x.json~', 'x.json (1)', 'trail.log.3'])(
	'%j may be a copy of a log',
	key => {
		expect(parseObjectKey(`a/${key}`).kind).toBe('loose');
	},
);

test.each([
	'_SUCCESS',
	'x.json.md5',
	'x.json.gz.sha256',
	'x.json.gz.sig',
	'a/SHA256SUMS',
	'photo.png',
	'a.pdf',
	'x.js',
	'README.md',
	'LICENSE',
])('%j is left alone', key => {
	expect(parseObjectKey(key).kind).toBe('other');
});

test('any key has a kind', () => {
	const part = fc.constantFrom(
		'AWSLogs',
		account,
		'CloudTrail',
		'us-east-1',
		'2026',
		'..',
		'',
		log,
	);
	fc.assert(
		fc.property(fc.array(fc.oneof(part, fc.string())), parts => {
			expect(typeof parseObjectKey(parts.join('/')).kind).toBe('string');
		}),
	);
});
