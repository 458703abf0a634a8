import { expect, test } from 'vitest';
import { aFindingRow, aMessage, hostileName } from '../../../fixtures/a-finding.ts';
import {
	jsonLine,
	messageKey,
	sentTextMax,
	toldDigest,
	toldFinding,
	type Message,
} from '../../../source/findings/outputs/message.ts';
import {
	datagramBytesMax,
	datagramOf,
	dataValueBytesMax,
	syslogLine,
} from '../../../source/findings/outputs/syslog.ts';
import { webhookForms } from '../../../source/findings/outputs/output.ts';
import { chatTextMax, webhookBody } from '../../../source/findings/outputs/webhook.ts';
import { severities } from '../../../source/findings/rule.ts';

const nowMs = Date.UTC(2026, 2, 1, 12, 7);
const hostile = aMessage({ principal: hostileName, title: hostileName, region: hostileName });
const harmful = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const bodyOf = (message: Message, form: (typeof webhookForms)[number], key?: string) =>
	JSON.parse(webhookBody(message, form, key).body) as unknown;

/** Every text in a value. */
function textsOf(value: unknown): readonly string[] {
	return typeof value === 'string'
		? [value]
		: typeof value === 'object' && value !== null
			? Object.values(value).flatMap(textsOf)
			: [];
}

test('a finding has the members that detect tells, and its id, severity and when it was found', () => {
	const rule = { attack: ['T1562.008'], author: 'Ada', licence: 'MIT' };
	const { environment: _, ...expected } = aMessage();
	expect(toldFinding(aFindingRow(), rule)).toEqual(expected);
	expect(toldFinding(aFindingRow({ by: ['a', null] }), undefined)).toMatchObject({
		principal: 'a · ',
		attack: [],
		author: '',
	});
	expect(messageKey(aMessage())).toBe('00112233aabbccdd-high');
});

test('one that is open again says so and why, and is another message for who knows the first', () => {
	const closedMs = Date.UTC(2026, 2, 1);
	const cause = `hits \u001b[2J after ${hostileName}`;
	const told = toldFinding(aFindingRow(), undefined, { cause, closedMs });
	const message: Message = { environment: 'prod', ...told };
	expect(told.again).toEqual({ cause, closed: '2026-03-01T00:00:00Z' });
	expect(messageKey(message)).toBe('00112233aabbccdd-high-2026-03-01T00:00:00Z');
	expect(syslogLine(message, 'host', nowMs)).toContain('again: high ');
	for (const form of webhookForms) {
		const texts = textsOf(bodyOf(message, form, 'key')).join('\n');
		expect(texts, form).toContain('hits');
		// PagerDuty opens what was resolved again by the same key.
		expect(webhookBody(message, form, 'key').headers['idempotency-key']).toBe(messageKey(message));
	}
});

test('a text of a finding has a thousand characters, and what is cut says so', () => {
	const long = 'x'.repeat(1_000_000);
	const row = aFindingRow({ by: [long], title: long, account: long, eventIds: [long] });
	const told = toldFinding(row, undefined);
	for (const text of [told.principal, told.title, told.account, ...told.eventIDs]) {
		expect(text).toHaveLength(sentTextMax);
		expect(text).toMatch(/x…$/);
	}
});

test('JSON is one line of harmless characters and says the same', () => {
	const line = jsonLine({ name: `${hostileName}\u{e0041}\ud800` });
	expect(line).not.toMatch(harmful);
	expect(line).not.toMatch(/[\u{e0041}\ud800]/u);
	expect(JSON.parse(line)).toEqual({ name: `${hostileName}\u{e0041}\ud800` });
});

test('a digest says how many more there are of each severity', () => {
	const digest = toldDigest('d', { high: 3, critical: 1 }, { fromMs: 0, toMs: nowMs });
	expect(digest).toMatchObject({ severity: 'critical', count: 4, digest: true });
	expect(digest.title).toBe('4 more findings: 1 critical, 3 high');
	expect(toldDigest('d', { low: 1 }, { fromMs: 0, toMs: 0 }).title).toBe('1 more finding: 1 low');
});

test.each(webhookForms)('what a log says is text and nothing else as %s', form => {
	const { body, headers } = webhookBody(hostile, form, 'key');
	expect(body).not.toMatch(harmful);
	expect(headers['idempotency-key']).toBe('00112233aabbccdd-high');
	const texts = textsOf(JSON.parse(body)).filter(text => text.includes('touch'));
	expect(texts.length).toBeGreaterThan(1);
	if (form === 'slack') {
		expect(texts.filter(text => /[<>]|&(?!amp;|lt;|gt;)/.test(text))).toEqual([]);
		expect(texts[0]).toContain('&lt;!channel&gt;');
	}

	if (form === 'teams') {
		expect(texts.filter(text => /<at>|\{\{|\$\{/.test(text))).toEqual([]);
		// Only runs of text: the other elements read Markdown.
		expect(body).not.toMatch(/"type":"(?:TextBlock|FactSet)"/);
	}
});

test('Slack formats and expands nothing', () => {
	expect(bodyOf(hostile, 'slack')).toMatchObject({
		mrkdwn: false,
		link_names: false,
		parse: 'none',
		unfurl_links: false,
		blocks: [{ text: { type: 'plain_text', emoji: false } }, {}],
	});
});

test('PagerDuty has one incident a finding, with a severity of its own', () => {
	const severity = (of: (typeof severities)[number]) =>
		(bodyOf(aMessage({ severity: of }), 'pagerduty', 'k') as { payload: { severity: string } })
			.payload.severity;
	expect(severities.map(severity)).toEqual(['info', 'info', 'warning', 'error', 'critical']);
	expect(bodyOf(aMessage(), 'pagerduty', 'k')).toMatchObject({
		routing_key: 'k',
		event_action: 'trigger',
		dedup_key: '00112233aabbccdd',
		payload: { source: '111122223333', class: 'CT01', timestamp: '2026-03-01T12:05:00Z' },
	});
	// What becomes worse is the same incident.
	const worse = bodyOf(aMessage({ severity: 'critical' }), 'pagerduty', 'k');
	expect(worse).toMatchObject({ dedup_key: '00112233aabbccdd' });
});

test('a text in a chat has three hundred characters', () => {
	const long = aMessage({ principal: 'y'.repeat(900) });
	for (const form of ['slack', 'teams', 'pagerduty'] as const) {
		const shown = textsOf(bodyOf(long, form, 'k')).filter(text => /y{100}…$/.test(text));
		expect(shown.length).toBeGreaterThan(0);
		expect(Math.max(...shown.map(text => text.length))).toBeLessThanOrEqual(chatTextMax);
	}
});

test('a digest has each form', () => {
	const digest = {
		...toldDigest('d', { high: 3 }, { fromMs: 0, toMs: nowMs }),
		environment: 'prod',
	};
	for (const form of webhookForms) {
		expect(webhookBody(digest, form, 'k').body).toContain('3 more findings: 3 high');
	}

	expect(syslogLine(digest, 'host', nowMs)).toMatch(/ digest \[.*count="3"\] .*3 more findings/);
});

test('syslog is RFC 5424', () => {
	expect(syslogLine(aMessage(), 'host.example', nowMs)).toBe(
		'<131>1 2026-03-01T12:07:00.000Z host.example trailtop - finding ' +
			'[trailtop@32473 id="00112233aabbccdd" severity="high" environment="prod" rule="CT01" ' +
			'principal="arn:aws:iam::111122223333:user/eve" account="111122223333" region="eu-west-1" count="2"] ' +
			'\u{feff}high CT01 A trail was stopped: arn:aws:iam::111122223333:user/eve in 111122223333 eu-west-1 (prod)',
	);
	const priority = (severity: (typeof severities)[number]) =>
		/^<(\d+)>/.exec(syslogLine(aMessage({ severity }), 'h', nowMs))?.[1];
	expect(severities.map(priority)).toEqual(['134', '133', '132', '131', '130']);
	expect(syslogLine(aMessage(), 'a b\u001b\n', nowMs)).toContain(' ab trailtop ');
	expect(syslogLine(aMessage(), 'ü', nowMs)).toContain('Z - trailtop ');
});

test('what a log says stays in its place in syslog', () => {
	const line = syslogLine(hostile, 'host', nowMs);
	expect(line.replace('\u{feff}', '')).not.toMatch(harmful);
	const [, data = ''] =
		/ finding \[trailtop@32473((?: \w+="(?:[^"\\\]]|\\["\\\]])*")*)\] \u{feff}/u.exec(line) ?? [];
	expect([...data.matchAll(/ (\w+)="/g)].map(([, name]) => name)).toEqual([
		...['id', 'severity', 'environment', 'rule', 'principal', 'account', 'region', 'count'],
	]);
});

test.each(['"', '\\', 'ü', '😀', 'x'])(
	'a value of syslog has 160 bytes and a datagram 2,048, of %s',
	character => {
		const long = character.repeat(1_000);
		const more = {
			principal: long,
			account: long,
			region: long,
			rule: long,
			title: long,
			environment: long,
		};
		const line = syslogLine(aMessage(more), 'h'.repeat(300), nowMs);
		const values = [...line.matchAll(/ \w+="((?:[^"\\\]]|\\["\\\]])*)"/g)].map(
			([, value = '']) => value,
		);
		expect(values).toHaveLength(8);
		expect(Math.max(...values.map(value => Buffer.byteLength(value)))).toBeLessThanOrEqual(
			dataValueBytesMax,
		);
		expect(values[4]).toMatch(/…$/);
		const bytes = datagramOf(line);
		expect(bytes.length).toBeLessThanOrEqual(datagramBytesMax);
		expect(bytes.length).toBeGreaterThan(datagramBytesMax - 8);
		expect(bytes.toString()).toMatch(/\] \u{feff}.*…$/u);
		expect(bytes.toString()).not.toContain('\u{fffd}');
	},
);
