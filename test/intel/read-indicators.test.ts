import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { aStixIndicator } from '../../fixtures/feeds.ts';
import { IntelError } from '../../source/intel/errors.ts';
import { judgementOf } from '../../source/intel/indicator.ts';
import type { Indicator } from '../../source/intel/indicator.ts';
import { inflated } from '../../source/intel/format/inflate.ts';
import { IndicatorList, indicatorsMax } from '../../source/intel/indicator-list.ts';
import { readIndicators } from '../../source/intel/read-indicators.ts';

const defaults = judgementOf('test', { confidence: 77 });

function read(content: string | Uint8Array, countMax?: number) {
	const bytes = typeof content === 'string' ? Buffer.from(content) : content;
	const { format, list } = readIndicators(
		bytes,
		defaults,
		countMax === undefined ? {} : { countMax },
	);
	return { format, list, indicators: list.indicators };
}

const texts = (indicators: readonly Indicator[]) => indicators.map(one => one.indicator);

test('a plain list: comments, blocks, ranges, CRLF, IPv6, domains', () => {
	const { format, list, indicators } = read(
		[
			'\uFEFF# a list',
			'; with comments',
			'// of all kinds',
			'',
			'192.0.2.1',
			'192.0.2.0/24 # inline, with a comma',
			'198.51.100.0/25 ; SBL1',
			'192.0.2.3 - 192.0.2.9',
			'  2001:db8::1  ',
			'::ffff:203.0.113.9',
			'Bad.Example',
			'not an address',
			'192.0.2.010',
		].join('\r\n'),
	);
	expect(format).toBe('list');
	expect(texts(indicators)).toEqual([
		...['192.0.2.1', '192.0.2.0/24', '198.51.100.0/25', '192.0.2.3-192.0.2.9', '2001:db8::1'],
		...['203.0.113.9', 'bad.example'],
	]);
	expect(indicators.map(one => one.type).slice(-2)).toEqual(['ip_address', 'domain']);
	expect(indicators[0]?.about.confidence).toBe(77);
	expect(list.rejectedCount).toBe(2);
	expect(list.firstRejected).toEqual({
		place: 'line 12',
		text: 'not an address',
		why: 'no address, block or domain',
	});
});

test('gzip is unpacked, whatever the name says', () => {
	expect(texts(read(gzipSync('192.0.2.1\n')).indicators)).toEqual(['192.0.2.1']);
	const damaged = gzipSync('192.0.2.1\n'.repeat(1_000)).subarray(0, 20);
	expect(() => read(damaged)).toThrow(/starts like gzip and is damaged/);
});

test('Feodo: header behind comments, quoted cells, a server that is offline', () => {
	const { format, indicators } = read(
		[
			'########################',
			'# Botnet C2 blocklist  #',
			'########################',
			'"first_seen_utc","dst_ip","dst_port","c2_status","last_online","malware"',
			'"2026-02-01 10:00:00","192.0.2.10","443","online","2026-02-28","Dridex"',
			'"2026-02-02 10:00:00","192.0.2.11","443","offline","2026-02-20","Emotet, ""old"""',
			'# END 2 entries',
		].join('\n'),
	);
	expect(format).toBe('csv');
	expect(texts(indicators)).toEqual(['192.0.2.10', '192.0.2.11']);
	expect(indicators[0]?.about).toMatchObject({
		confidence: 77,
		malware: ['Dridex'],
		validFromMs: Date.parse('2026-02-01T10:00:00Z'),
		updatedMs: Date.parse('2026-02-28T00:00:00Z'),
	});
	expect(indicators[1]?.about.confidence).toBe(50);
});

test('ipsum: the number of lists is the confidence, and equal rows share one judgement', () => {
	const { format, indicators } = read(
		'# IPsum\n#\n# IP\tnumber of (black)lists\n#\n192.0.2.1\t9\n192.0.2.2\t4\n192.0.2.3\t1\n192.0.2.4\t9\n',
	);
	expect(format).toBe('csv');
	expect(indicators.map(one => one.about.confidence)).toEqual([85, 65, 15, 85]);
	expect(indicators[3]?.about).toBe(indicators[0]?.about);
	expect(read('192.0.2.1\t3\n').indicators[0]?.about.confidence).toBe(50);
});

test('the upload format of the reference product has no header', () => {
	const { indicators } = read(
		[
			'0001,192.0.2.1,ipv4-addr,Partner,2026-02-21T12:00:00.00Z,2026-05-21T12:00:00.00Z,30,malicious-activity,"actor one,actor two",reconnaissance',
			'0002,bad.example,domain-name,Partner,2026-02-21T12:00:00.00Z,,90,compromised,,',
		].join('\n'),
	);
	expect(indicators.map(one => [one.type, one.indicator, one.about.confidence])).toEqual([
		['ip_address', '192.0.2.1', 30],
		['domain', 'bad.example', 90],
	]);
	expect(indicators[0]?.about).toMatchObject({
		id: '0001',
		actors: ['actor one', 'actor two'],
		killChain: ['reconnaissance'],
		validUntilMs: Date.parse('2026-05-21T12:00:00Z'),
	});
});

test('its normalized JSON', () => {
	const { format, indicators } = read(
		JSON.stringify({
			source: 'Partner',
			indicators: [
				{
					id: '7',
					indicator: '192.0.2.0/28',
					type: 'ipv4-addr',
					validFrom: '2026-02-21T12:00:00.000Z',
					confidence: 40,
					threatType: 'anonymization',
					actors: 'a,b',
				},
				{ id: '8', indicator: 'nothing here', type: 'ipv4-addr' },
			],
		}),
	);
	expect(format).toBe('json');
	expect(indicators).toHaveLength(1);
	expect(indicators[0]?.about).toMatchObject({ threatType: 'anonymization', actors: ['a', 'b'] });
});

test('rows of the reference product’s own table, with what their raw says', () => {
	const raw = JSON.stringify({
		malware_families: ['KeyRake'],
		last_updated: 1_771_977_600,
		labels: [{ name: 'ThreatType/RAT' }],
	});
	const { indicators } = read(
		JSON.stringify([
			{ threat: '192.0.2.1', type: 'ip_address', actor: 'X', raw, threatlevel: 'medium' },
		]),
	);
	expect(indicators[0]?.about).toMatchObject({
		confidence: 65,
		actors: ['X'],
		malware: ['KeyRake'],
		labels: ['ThreatType/RAT'],
		updatedMs: 1_771_977_600_000,
	});
});

test('JSON lines: networks, numbers of networks, a line about the list, a broken line', () => {
	const { format, list, indicators } = read(
		[
			'{"cidr":"192.0.2.0/24","sblid":"SBL1","rir":"arin"}',
			'{"asn":64500,"rir":"ripencc","domain":"bad.example","cc":"XX","asname":"BAD"}',
			'{"cidr":',
			'{"type":"metadata","timestamp":1772366400,"size":2,"copyright":"(c)"}',
		].join('\n'),
	);
	expect(format).toBe('json-lines');
	expect(texts(indicators)).toEqual(['192.0.2.0/24', 'AS64500']);
	expect(indicators[0]?.about.id).toBe('SBL1');
	expect(list.rejectedCount).toBe(1);
	expect(list.firstRejected?.place).toBe('line 3');
});

const bundle = [
	aStixIndicator('192.0.2.1', {
		id: 'indicator--1',
		confidence: 88,
		valid_until: '2026-04-01T00:00:00Z',
		indicator_types: ['anonymization', 'tor'],
		labels: ['seen'],
		kill_chain_phases: [{ kill_chain_name: 'x', phase_name: 'reconnaissance' }],
		object_marking_refs: ['marking-definition--amber'],
		external_references: [{ source_name: 'x', url: 'https://example.com/1' }],
	}),
	aStixIndicator('192.0.2.2', { id: 'indicator--2', revoked: true }),
	aStixIndicator('192.0.2.3', {
		id: 'indicator--3',
		pattern: "[ipv4-addr:value = '192.0.2.3' AND domain-name:value = 'x.example']",
	}),
	aStixIndicator('192.0.2.4', { id: 'indicator--4', pattern_type: 'yara', pattern: 'rule x {}' }),
	aStixIndicator('192.0.2.5', { id: 'indicator--5', pattern: "[ipv4-addr:value = '192.0.2.05']" }),
	{ type: 'malware', id: 'malware--1', name: 'KeyRake', is_family: true },
	{ type: 'threat-actor', id: 'threat-actor--1', name: 'RUSTY HERON' },
	{
		type: 'marking-definition',
		id: 'marking-definition--amber',
		definition_type: 'tlp',
		definition: { tlp: 'amber' },
	},
	...['malware--1', 'threat-actor--1'].map(target => ({
		type: 'relationship',
		id: `relationship--${target}`,
		relationship_type: 'indicates',
		source_ref: 'indicator--1',
		target_ref: target,
	})),
];

test.each([
	{ name: 'a bundle', document: { type: 'bundle', id: 'bundle--1', objects: bundle } },
	{ name: 'a bare array', document: bundle },
	{ name: 'what TAXII wraps', document: { more: false, objects: bundle } },
])('STIX as $name', ({ document }) => {
	const { format, list, indicators } = read(JSON.stringify(document));
	expect(format).toBe('stix');
	expect(texts(indicators)).toEqual(['192.0.2.1']);
	expect(indicators[0]?.about).toMatchObject({
		id: 'indicator--1',
		confidence: 88,
		threatType: 'anonymization',
		labels: ['seen', 'tor', 'TLP:AMBER'],
		actors: ['RUSTY HERON'],
		malware: ['KeyRake'],
		killChain: ['reconnaissance'],
		reference: 'https://example.com/1',
		validUntilMs: Date.parse('2026-04-01T00:00:00Z'),
	});
	expect([...list.leftOut]).toEqual([
		['revoked by its source', 1],
		['a pattern that is more than a list of values', 1],
		['a pattern of type yara', 1],
	]);
	expect(list.rejectedCount).toBe(1);
});

const mispEvent = {
	uuid: '00000000-0000-0000-0000-000000000001',
	info: 'Phishing wave',
	threat_level_id: '2',
	Tag: [{ name: 'tlp:white' }, { name: 'misp-galaxy:threat-actor="PALE LYNX"' }],
	Galaxy: [{ type: 'malpedia', GalaxyCluster: [{ value: 'TinselRAT' }] }],
	Attribute: [
		{ uuid: 'a1', type: 'ip-dst', value: '192.0.2.1', to_ids: true, timestamp: '1772366400' },
		{ uuid: 'a2', type: 'ip-src|port', value: '192.0.2.2|443', to_ids: true },
		{ uuid: 'a3', type: 'ip-src', value: '192.0.2.3', to_ids: false },
		{ uuid: 'a4', type: 'comment', value: 'hello', to_ids: false },
		{ uuid: 'a5', type: 'ip-src', value: '192.0.2.300', to_ids: true },
		{ uuid: 'a6', type: 'AS', value: '64500', to_ids: true },
	],
	Object: [{ Attribute: [{ uuid: 'o1', type: 'user-agent', value: 'evil/1.0', to_ids: true }] }],
};

test('a MISP event', () => {
	const { format, list, indicators } = read(JSON.stringify({ Event: mispEvent }));
	expect(format).toBe('misp');
	expect(texts(indicators)).toEqual(['192.0.2.1', '192.0.2.2', 'AS64500', 'evil/1.0']);
	expect(indicators[0]?.about).toMatchObject({
		id: 'a1',
		confidence: 65,
		actors: ['PALE LYNX'],
		malware: ['TinselRAT'],
		updatedMs: 1_772_366_400_000,
	});
	expect([...list.leftOut]).toEqual([
		['not for detection (to_ids)', 1],
		['attributes of type comment', 1],
	]);
	expect(list.rejectedCount).toBe(1);
});

test('the answer of MISP’s attribute search', () => {
	const attribute = {
		...mispEvent.Attribute[0],
		Event: { info: 'Phishing wave', threat_level_id: '1' },
	};
	const { indicators } = read(JSON.stringify({ response: { Attribute: [attribute] } }));
	expect(indicators[0]).toMatchObject({
		indicator: '192.0.2.1',
		about: { confidence: 90, labels: ['Phishing wave'] },
	});
});

test('garbage holds nothing, and says where it starts', () => {
	const { list, indicators } = read('<html>\n<body>502 Bad Gateway</body>\n');
	expect(indicators).toEqual([]);
	expect(list.rejectedCount).toBe(2);
	expect(list.firstRejected?.text).toBe('<html>');
});

test('more indicators than anyone has are refused', () => {
	expect(indicatorsMax).toBe(5_000_000);
	expect(() => read('192.0.2.1\n192.0.2.2\n192.0.2.3\n', 2)).toThrow(IntelError);
	expect(() => read('192.0.2.1\n192.0.2.2\n192.0.2.3\n', 2)).toThrow(/more than 2 indicators/);
});

test('of the first line that is none eighty characters are told', () => {
	const { list } = read(`192.0.2.1\n${'?'.repeat(100)}\n`);
	expect(list.firstRejected?.text).toBe('?'.repeat(80));
});

test('columns are sought in the first two hundred lines', () => {
	const table = (lineCount: number) =>
		read(`# ip,malware\n${'# prose\n'.repeat(lineCount)}192.0.2.1,KeyRake\n`).indicators;
	expect(table(198)[0]?.about.malware).toEqual(['KeyRake']);
	expect(table(199)).toEqual([]);
});

test('ten thousand judgements are shared; then one is shared anew', () => {
	const list = new IndicatorList();
	const about = (confidence: number) => judgementOf('test', { confidence });
	const first = list.share(about(0));
	for (let index = 1; index < 10_000; index++) {
		list.share(about(index));
	}

	expect(list.share(about(0))).toBe(first);
	list.share(about(10_000));
	expect(list.share(about(0))).not.toBe(first);
	expect(list.share(about(0))).toEqual(first);
});

test('what unpacks to more than is taken is refused', () => {
	const packed = gzipSync('192.0.2.1\n'.repeat(100));
	expect(inflated(packed, 1_000)).toHaveLength(1_000);
	expect(() => inflated(packed, 999)).toThrow(/unpacks to more/);
});
