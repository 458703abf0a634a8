import type { Given } from './segments.ts';

/** Same numbers for the same seed. */
export function randomOf(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

const names = ['ConsoleLogin', 'CreateUser', 'DeleteUser', 'CreateSecurityGroup', 'GetObject'];
const users = ['ada', 'bob', 'Ada', 'eve "the" x', 'a:b,c', '', 'é_ß', '007', '12', 'true'];
const addresses = [
	'203.0.113.9',
	'198.51.100.7',
	'10.0.0.1',
	'lambda.amazonaws.com',
	'AWS Internal',
];
const arns = [
	'arn:aws:iam::111122223333:user/ada',
	'arn:aws:sts::222233334444:assumed-role/Admin/bob',
	'arn:aws:iam::111122223333:root',
];
const startMs = Date.UTC(2026, 2, 1, 12);

/**
 * Records with what makes columns hard: paths of several types, keys that differ in case, long
 * arrays and records kept whole, escapes, keys that stand twice, lines that are no JSON.
 */
export function hostileRecords(count: number, seed: number): Given[] {
	const random = randomOf(seed);
	const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
	const maybe = (share: number, given: Record<string, unknown>) => (random() < share ? given : {});
	return Array.from({ length: count }, (_, index): Given => {
		const kind = random();
		if (kind < 0.05) {
			return pick([
				`plain line ${index} took ${Math.floor(random() * 300)}ms`,
				`12:00 INFO {"eventName":"${pick(names)}","n":${index}}`,
				`{"eventName":"First","eventName":"${pick(names)}","n":1}`,
				'[com.test.services.x] ERROR Security',
			]);
		}

		return {
			eventTime: new Date(startMs + Math.floor(random() * 7_200_000)).toISOString(),
			eventName: pick(names),
			...maybe(0.1, { EventName: 'Shouted', awsregion: 'lower-1' }),
			awsRegion: pick(['us-east-1', 'eu-west-1']),
			sourceIPAddress: pick(addresses),
			userIdentity: pick<unknown>([
				{ type: 'IAMUser', userName: pick(users), arn: pick(arns) },
				{ type: 'Root', arn: pick(arns) },
				{ type: 'AWSService', invokedBy: 'ec2.amazonaws.com' },
				null,
				'text',
			]),
			n: pick<unknown>([1, 2, 2.5, '10', 'x', -3, null]),
			readOnly: pick<unknown>([true, false, 'true', undefined]),
			...maybe(0.3, { errorCode: pick(['AccessDenied', 'Client.UnauthorizedOperation', '']) }),
			requestParameters: pick<unknown>([
				null,
				{},
				{ userName: pick(users), bucketName: 'team-data' },
				{
					items: Array.from({ length: pick([0, 2, 20]) }, (_item, at) => ({
						id: `i-${at}`,
						port: at,
					})),
				},
				{ note: 'said "userName":"quoted"', doc: '{"userName":"inner"}', 'a.b': 7 },
				'HIDDEN_DUE_TO_SECURITY_REASONS',
			]),
			...maybe(0.05, { big: bigObject(index) }),
			...maybe(0.3, { _meta: { _sourceCategory: pick(['OTHER', 'aws_eagle']) } }),
		};
	});
}

/** More values than the store makes columns of. */
function bigObject(index: number): Record<string, unknown> {
	const inner = Object.fromEntries(
		Array.from({ length: 1100 }, (_, at) => [`key${at}`, at === 7 ? { userName: 'deep' } : at]),
	);
	return { inner, index, userName: 'outer' };
}

export const hostileRange = { fromMs: startMs, toMs: startMs + 7_200_000 };
