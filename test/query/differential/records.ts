import type { CaseRecord } from '../../cases/case.ts';
import type { Random } from './random.ts';

/**
 * Where the six hours of the records start: an ordinary day, and the nights in which the clock of
 * Europe leaps ahead and goes back, at 01:00 in Greenwich.
 */
export const starts = ['2026-03-01T12:00Z', '2026-03-28T22:00Z', '2026-10-24T22:00Z'].map(text =>
	Date.parse(text),
);
export const rangeMs = 6 * 3_600_000;

export const eventNames = [
	'GetObject',
	'PutObject',
	'ConsoleLogin',
	'CreateUser',
	'DeleteUser',
	'ListRoles',
	'AssumeRole',
];
export const users = ['ada', 'bob', 'Ada', 'eve Ünal', '山田', '', '😀', 'ｆ'];
export const addresses = [
	'203.0.113.9',
	'198.51.100.7',
	'10.0.0.1',
	'lambda.amazonaws.com',
	'8.8.8.8',
	'2001:db8::1',
];
export const regions = ['us-east-1', 'eu-west-1'];

/**
 * Records as a trail has them, with what makes evaluators differ: types, gaps, odd lines. Equal
 * times are common, within a segment and across; objects then decide, whose names are in no order.
 */
export function randomRecords(
	random: Random,
	fromMs: number,
	count: number,
	segmentRowsMax: number,
	hasTies: boolean,
): readonly CaseRecord[] {
	return Array.from({ length: count }, (_item, index) => {
		const segment = Math.floor(index / segmentRowsMax);
		const isOdd = random.chance(0.06);
		// Odd records are read another way, and which of two at one time comes first is not promised.
		const ownMs = isOdd || !hasTies ? index + 1 : 0;
		const timeMs = fromMs + random.below(36) * 600_000 + ownMs;
		return {
			raw: isOdd ? oddRaw(random, timeMs) : JSON.stringify(randomEvent(random, timeMs)),
			meta: {
				_sourceCategory: random.pick(['AWS_EAGLE', 'aws/trail']),
				_sourceName: 'Http Input',
				// The records of one object are in one segment.
				...(hasTies && { _object: `${random.pick(['b', 'ｆ', '😀', 'A'])}/${segment}` }),
			},
			timeMs,
		};
	});
}

/** No JSON, JSON behind other text, or a key twice, which the columns cannot tell. */
function oddRaw(random: Random, timeMs: number): string {
	const event = JSON.stringify(randomEvent(random, timeMs));
	return random.pick([
		'plain text line ada',
		'INFO {"eventName":"GetObject","n":4}',
		'{"broken":',
		`${event.slice(0, -1)},"n":77}`,
		`${event.slice(0, -1)},"n":"GetObject"}`,
	]);
}

function randomEvent(random: Random, timeMs: number): Record<string, unknown> {
	const event: Record<string, unknown> = {
		eventTime: new Date(timeMs).toISOString().replace('.000Z', 'Z'),
		[random.chance(0.05) ? 'EventName' : 'eventName']: random.pick(eventNames),
	};
	const optional: readonly (readonly [share: number, key: string, value: () => unknown])[] = [
		[0.9, 'awsRegion', () => random.pick(regions)],
		[0.8, 'sourceIPAddress', () => random.pick(addresses)],
		[0.3, 'errorCode', () => random.pick(['AccessDenied', 'NoSuchKey', '', null])],
		[0.7, 'n', () => random.pick([1, 2, 10, -3, 2.5, '7', '007', 'many', null, true])],
		[0.5, 'readOnly', () => random.pick([true, false, 'true', 'false'])],
		[0.3, 'tags', () => random.pick([[], ['x', 'y'], [{ k: 'x' }, { k: 'y' }], 'x'])],
		[
			0.2,
			'note',
			() =>
				random.pick([
					'a "quoted" word',
					'line\nbreak',
					'GetObject ada',
					'{"k":1}',
					'{"k":null,"o":{}}',
				]),
		],
	];

	if (random.chance(0.8)) {
		event.userIdentity = random.chance(0.05)
			? 'anonymous'
			: {
					type: random.pick(['IAMUser', 'Root']),
					userName: random.pick(users),
					id: random.below(4),
					...(random.chance(0.3) && {
						session: { mfa: random.pick([true, null]), tags: [1, 'ä'] },
					}),
				};
	}

	for (const [share, key, value] of optional) {
		if (random.chance(share)) {
			event[key] = value();
		}
	}

	return event;
}
