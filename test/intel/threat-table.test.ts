import { expect, test } from 'vitest';
import { judgementOf } from '../../source/intel/indicator.ts';
import type { Judgement, KeptIndicator } from '../../source/intel/indicator.ts';
import { levelOf } from '../../source/intel/level.ts';
import { createLookups } from '../../source/intel/lookups.ts';
import { threatTableColumns, threatTables } from '../../source/intel/threat-table.ts';

const dayMs = 86_400_000;
const startMs = Date.parse('2026-03-01T12:00:00Z');

function kept(
	indicator: string,
	about: Partial<Judgement> = {},
	more: Partial<KeptIndicator> = {},
): KeptIndicator {
	return {
		type: 'ip_address',
		indicator,
		about: { ...judgementOf('feed'), ...about },
		firstImportedMs: startMs,
		lastSeenMs: startMs,
		withdrawnMs: undefined,
		...more,
	};
}

const find = (indicators: readonly KeptIndicator[], threat: string) =>
	threatTables(indicators, 1).all.find({ threat });

test.each([
	{ confidence: 100, level: 'high' },
	{ confidence: 85, level: 'high' },
	{ confidence: 84.9, level: 'medium' },
	{ confidence: 50, level: 'medium' },
	{ confidence: 49, level: 'low' },
	{ confidence: 15, level: 'low' },
	{ confidence: 14, level: 'unverified' },
	{ confidence: 0, level: 'unverified' },
])('a confidence of $confidence is $level', ({ confidence, level }) => {
	expect(levelOf(confidence)).toBe(level);
});

test('a row has every column, and raw as the reference product’s queries take it apart', () => {
	const row = find(
		[
			kept('192.0.2.0/24', {
				confidence: 60,
				actors: ['A', 'B'],
				malware: ['KeyRake'],
				labels: ['ThreatType/RAT'],
				updatedMs: startMs - dayMs,
				validUntilMs: startMs + dayMs,
				reference: 'https://example.com/1',
			}),
		],
		'192.0.2.9',
	);
	expect(Object.keys(row ?? {})).toEqual([...threatTableColumns]);
	expect(row).toMatchObject({
		type: 'ip_address',
		actor: 'A, B',
		threatlevel: 'medium',
		threat: '192.0.2.9',
		indicator: '192.0.2.0/24',
		confidence: 60,
		imported: startMs,
		valid_until: startMs + dayMs,
		num_matches: 1,
		id: 'feed:192.0.2.0/24',
	});
	expect(JSON.parse(String(row?.['raw']))).toMatchObject({
		malware_families: ['KeyRake'],
		last_updated: (startMs - dayMs) / 1_000,
		labels: [{ name: 'ThreatType/RAT' }],
		malicious_confidence: 'medium',
	});
});

test.each([
	{
		name: 'the more certain before the narrower',
		indicators: [
			kept('192.0.2.1', { source: 'unsure', confidence: 20 }),
			kept('192.0.2.0/24', { source: 'sure', confidence: 90 }),
		],
		best: 'sure',
	},
	{
		name: 'the newer of two that are as certain',
		indicators: [
			kept('192.0.2.0/24', { source: 'new', updatedMs: startMs }),
			kept('192.0.2.1', { source: 'old', updatedMs: startMs - dayMs }),
		],
		best: 'new',
	},
	{
		name: 'the narrower of two that are alike',
		indicators: [kept('192.0.2.0/24', { source: 'wide' }), kept('192.0.2.1', { source: 'narrow' })],
		best: 'narrow',
	},
	{
		name: 'one that is still listed before one that is not',
		indicators: [
			kept('192.0.2.1', { source: 'gone', confidence: 90 }, { withdrawnMs: startMs }),
			kept('192.0.2.1', { source: 'listed', confidence: 20 }),
		],
		best: 'listed',
	},
])('of several the best answers: $name', ({ indicators, best }) => {
	expect(find(indicators, '192.0.2.1')).toMatchObject({ source: best, num_matches: 2 });
});

test('a withdrawn indicator still matches, and says when it ended', () => {
	const row = find([kept('192.0.2.1', {}, { withdrawnMs: startMs + dayMs })], '192.0.2.1');
	expect(row).toMatchObject({ valid_until: startMs + dayMs });
});

test('keys: IPv4 in IPv6, domains in any case, and what is no key', () => {
	const indicators = [
		kept('192.0.2.1'),
		kept('bad.example', {}, { type: 'domain' }),
		kept('AS64500', {}, { type: 'asn' }),
	];
	expect(find(indicators, '::ffff:192.0.2.1')).toBeDefined();
	expect(find(indicators, 'Bad.EXAMPLE')).toMatchObject({ type: 'domain' });
	expect(find(indicators, 'as64500')).toMatchObject({ type: 'asn' });
	expect(find(indicators, '')).toBeUndefined();
	expect(find(indicators, 'AWS Internal')).toBeUndefined();
	expect(find(indicators, '192.0.2.2')).toBeUndefined();
	expect(threatTables(indicators, 1).all.find({ threat: 7 })).toBeUndefined();
});

test('a source of its own, by name', () => {
	const threats = threatTables(
		[kept('192.0.2.1', { source: 'A' }), kept('192.0.2.1', { source: 'B', confidence: 10 })],
		4,
	);
	const lookups = createLookups(() => ({
		threats,
		geo: undefined,
		asn: undefined,
		user: path => ({ missing: path }),
	}));
	const all = lookups.table('sumo://threat/cs');
	const own = lookups.table('SUMO://threat/b');
	expect(all).toMatchObject({ version: 4, keyColumn: 'threat' });
	expect('find' in own && own.find({ threat: '192.0.2.1' })).toMatchObject({
		source: 'B',
		num_matches: 1,
	});
	expect(lookups.table('sumo://threat/x')).toEqual({
		missing: 'there is no threat source "x"; the sources: A, B',
	});
});

test('without data the words name the command', () => {
	const none = createLookups(() => ({
		threats: undefined,
		geo: undefined,
		asn: undefined,
		user: path => ({ missing: `no ${path}` }),
	}));
	const missing = (name: string) => {
		const table = none.table(name);
		return 'missing' in table ? table.missing : '';
	};

	expect(missing('geo://location')).toContain('`trailtop geo update`');
	expect(missing('asn://default')).toContain('`trailtop geo update asn`');
	expect(missing('sumo://threat/cs')).toContain('`trailtop threats update`');
	expect(missing('/x/y')).toBe('no /x/y');
});

test.each(['192.0.2.1', 'bad.example'])(
	'of %s 64 matches count, those of other sources not',
	text => {
		const type = text === 'bad.example' ? 'domain' : 'ip_address';
		const many = Array.from({ length: 70 }, (_item, index) =>
			kept(text, { source: index === 69 ? 'mine' : `feed${index}` }, { type }),
		);
		const tables = threatTables(many, 1);
		expect(tables.matches(text)).toHaveLength(64);
		expect(tables.source('mine')?.find({ threat: text })).toMatchObject({ source: 'mine' });
		expect(tables.source('feed3')?.find({ threat: text })).toMatchObject({ source: 'feed3' });
	},
);
