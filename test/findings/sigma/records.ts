import { seeded } from '../../../fixtures/seeded.ts';
import type { Entry, Json } from './evaluator.ts';

const texts = [
	...[
		'alpha',
		'Alpha',
		'ALPHA',
		'beta',
		'BETA',
		'gamma',
		'alphabet',
		'xalpha',
		' alpha',
		'a',
		'aaaa',
		'aaaab',
	],
	...[
		'',
		' ',
		'*',
		'?',
		'a*b',
		'a?b',
		'a\\b',
		'a\\*b',
		'axb',
		'a/b-c',
		'\\',
		'\\\\',
		'back\\\\slash',
		'[x]',
		'$^.|(){}+',
	],
	...[
		'5',
		'5.0',
		'05',
		'1e1',
		'-1',
		'true',
		'null',
		'straße',
		'STRASSE',
		'Straße',
		'été',
		'ÉTÉ',
		'ı',
		'İ',
		'ſ',
		'K',
		'ß',
		'ẞ',
	],
	...[
		'line\ntwo',
		'line\r\ntwo',
		'tab\there',
		'\u001b[31mred',
		'\u0000',
		'😀',
		'\u202eabc',
		'["alpha","beta"]',
		'{"a":1}',
	],
	`${'long '.repeat(4_000)}alpha`,
];
const numbers: readonly Json[] = [
	0,
	5,
	-1,
	1.5,
	100,
	1e21,
	10,
	7,
	'5',
	'5.0',
	' 5',
	'x',
	'',
	null,
	true,
	[5, 6],
	{ a: 5 },
];
const addresses = [
	...[
		'10.0.0.0',
		'10.1.2.3',
		'11.0.0.1',
		'192.168.1.7',
		'192.168.1.8',
		'255.255.255.255',
		'10.0.0',
		'10.0.0.256',
		'AWS Internal',
	],
	...['2001:db8::1', '2001:DB8:0:0::9', '::1', 'fe80::1', '::', '2001:db9::1', ''],
];
const wide = (text: string) => [...Buffer.from(text, 'utf16le').toString('latin1')].join('');
const base64 = (text: string, form: BufferEncoding = 'utf8') =>
	Buffer.from(text, form).toString('base64');
const codes = [
	...[
		'whoami',
		'x whoami',
		'xy whoami',
		'xyz whoami!',
		'run curl http://x',
		'ab',
		'xab',
		'xyab',
		'who are ami',
		'été',
		'a*b',
	].map(text => base64(text)),
	...['cmd', 'x cmd', 'run cmd now'].flatMap(text => [
		wide(text),
		base64(text, 'utf16le'),
		`\u00ff\u00fe${wide(text)}`,
		base64(base64(text)),
	]),
	...['cmd'].map(text => Buffer.from(text, 'utf16le').swap16().toString('latin1')),
	...['cmd'].map(text => Buffer.from(text, 'utf16le').swap16().toString('base64')),
	...['cmd', 'x cmd'].map(text => Buffer.from(`\ufeff${text}`, 'utf16le').toString('base64')),
	Buffer.from('ж', 'utf16le').toString('latin1'),
	'cmd',
	'V2HVYW1P',
];
const commands = [
	...[
		'run -enc x',
		'run /enc x',
		'/enc',
		'-enc',
		'\u2013enc',
		'run \u2014a -b',
		'run -a /b',
		'run /a -b',
		'run \u2015a \u2013b',
		'run -a -b',
	],
	...[
		'well-known',
		'well/known',
		'a--flag',
		' --flag',
		' -/flag',
		'none',
		base64('run -enc -x'),
		base64('run /enc -x'),
		base64('x /enc \u2013x'),
	],
];
const times = [
	...[
		'2026-03-01T12:00:00Z',
		'2026-02-28T00:30:59Z',
		'2026-12-31T23:59:59Z',
		'1999-01-01T00:00:00.000Z',
		'2026-03-01T12:05:00+02:00',
	],
	...['2026-03-01', '12:00:00', 'Mar 1, 2026 12:00:00 PM', ''],
];
const objects: readonly Json[] = [
	{ a: 1, b: { c: 'x' } },
	{ b: { c: 'x' }, a: 1 },
	{},
	[],
	null,
	'text',
	[{ b: { c: 'x' } }],
	'{"a":1}',
];
const users = ['ada', 'bob', 'Ada'];

/** Records with every kind of value, under `requestParameters` of the event `Odd`. */
export function oddRecords(seed: number, count: number, fromMs: number): readonly Entry[] {
	const random = seeded(seed);
	const below = (end: number) => Math.floor(random() * end);
	const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item;
	const sometimes = <Item>(share: number, make: () => Item): Item | undefined =>
		random() < share ? make() : undefined;
	const tag = () => ({ key: pick(['k', 'l']), value: pick(['x', 'y', 'one', null]) as Json });
	const item = (): Json =>
		random() < 0.1
			? pick<Json>([null, 'one', [], {}, 7, [{ name: 'one' }]])
			: written({
					name: sometimes(0.8, () => pick<Json>(['one', 'two', 'three', 'alpha', '', null])),
					port: sometimes(0.5, () => pick<Json>([22, 443, '22', -1])),
					ip: sometimes(0.3, () => pick(addresses)),
					at: sometimes(0.3, () => pick(times)),
					flag: sometimes(0.3, () => random() < 0.5),
					tags: sometimes(0.5, () => list(3, tag)),
				});
	const list = (end: number, make: () => Json): readonly Json[] =>
		Array.from({ length: below(end) }, make);
	return Array.from({ length: count }, (_, index): Entry => {
		// Many have the time of another; the seconds are whole, as CloudTrail's are.
		const timeMs = fromMs + below(12 * 360) * 10_000;
		const user = pick(users);
		return written({
			eventVersion: '1.11',
			userIdentity: {
				type: pick(['IAMUser', 'Root']),
				arn: `arn:aws:iam::111122223333:user/${user}`,
				userName: user,
			},
			eventTime: new Date(timeMs).toISOString().replace('.000Z', 'Z'),
			eventSource: pick(['iam.amazonaws.com', 'ec2.amazonaws.com']),
			eventName:
				random() < 0.75
					? 'Odd'
					: pick<Json>([
							'ſign',
							'Sign',
							'sIGN',
							'\u212Aelvin',
							'kelvin',
							'',
							null,
							'odd',
							7,
							'Odd ',
						]),
			awsRegion: pick(['us-east-1', 'eu-west-1']),
			sourceIPAddress: pick(addresses),
			errorCode: sometimes(0.2, () => pick(['AccessDenied', 'Client.UnauthorizedOperation'])),
			requestParameters: {
				text: sometimes(0.9, () => (random() < 0.4 ? 'alpha' : pick(texts))),
				other: sometimes(0.7, () => pick<Json>([...texts.slice(0, 20), 5, 'pha', 'al', 'one'])),
				num: sometimes(0.9, () => (random() < 0.3 ? 5 : pick(numbers))),
				flag: sometimes(0.8, () => pick<Json>([true, true, false, 'True', 'false', null])),
				ip: sometimes(0.8, () => pick(addresses)),
				code: sometimes(0.7, () => pick(codes)),
				cmd: sometimes(0.7, () => pick(commands)),
				when: sometimes(0.7, () => pick(times)),
				items: sometimes(0.8, () =>
					random() < 0.1
						? pick<Json>([{ name: 'one' }, null, 'one', []])
						: list(random() < 0.05 ? 20 : 4, item),
				),
				obj: sometimes(0.7, () => pick(objects)),
				names: sometimes(0.5, () => pick<Json>([['alpha', 'beta'], ['alpha'], [], 'alpha'])),
				grid: sometimes(0.4, () =>
					list(3, () => list(3, () => written({ v: sometimes(0.8, () => pick(['x', 'y', 'z'])) }))),
				),
				held: sometimes(0.7, () => heldList(pick, list)),
				heldToo: sometimes(0.5, () => heldList(pick, list)),
				'x-amz-acl': sometimes(0.3, () => pick(['public-read', 'private'])),
				'a b': sometimes(0.3, () => pick(texts.slice(0, 5))),
			},
			eventID: `0dd00000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`,
			note: sometimes(0.2, () => pick(['a zebra', 'ZEBRA', 'Zebra', 'zip 90210'])),
			recipientAccountId: pick(['111122223333', '444455556666']),
		});
	});
}

/** A list of plain values of one kind or of all; sometimes a list of lists, a text that is one, or one value. */
function heldList(
	pick: <Item>(items: readonly Item[]) => Item,
	list: (end: number, make: () => Json) => readonly Json[],
): Json {
	const plain = [...texts.slice(0, 40), '["alpha","zwei"]', 5, 7, 1.5, '5', true, null];
	const kinds = [plain, plain, addresses, codes, commands, times, numbers.slice(0, 10)];
	const items = pick<readonly Json[]>(kinds);
	return pick<() => Json>([
		...new Array<() => Json>(4).fill(() => list(5, () => pick(items))),
		() => list(3, () => list(3, () => pick(items))),
		() => JSON.stringify(list(4, () => pick(items))),
		() => pick(items),
		() => [...list(3, () => pick(items)), { a: 'alpha' }],
	])();
}

/** As JSON writes it: without members that are undefined. */
function written(value: object): Entry {
	return JSON.parse(JSON.stringify(value)) as Entry;
}
