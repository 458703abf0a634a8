import { expect, test } from 'vitest';
import { aRecord, account } from '../../fixtures/records.ts';
import { exampleNowMs, openExampleStore, type ExampleStore } from '../layouts/example-store.ts';
import type { JsonObject } from '../oracle/json.ts';
import { aStory, expectNumbersOfQueries, rowsOf, sectionRows, textOf } from './a-story.ts';

const minuteMs = 60_000;
const startMs = exampleNowMs - 600 * minuteMs;
const range = { fromMs: startMs, toMs: exampleNowMs };

interface Caller {
	readonly key?: string | undefined;
	/** A role’s name; without one it is the user ada. */
	readonly role?: string | undefined;
	readonly more?: JsonObject;
}

function identity({ key, role, more = {} }: Caller): JsonObject {
	const accessKeyId = key === undefined ? {} : { accessKeyId: key };
	return role === undefined
		? {
				type: 'IAMUser',
				arn: `arn:aws:iam::${account}:user/ada`,
				accountId: account,
				userName: 'ada',
				...accessKeyId,
				...more,
			}
		: {
				type: 'AssumedRole',
				arn: `arn:aws:sts::${account}:assumed-role/${role}/run`,
				principalId: `AROA${role}:run`,
				accountId: account,
				sessionContext: {
					sessionIssuer: {
						type: 'Role',
						arn: `arn:aws:iam::${account}:role/${role}`,
						userName: role,
					},
				},
				...accessKeyId,
				...more,
			};
}

const timed = (minute: number) => ({
	eventTime: new Date(startMs + minute * minuteMs).toISOString().replace('.000Z', 'Z'),
});

function made(
	caller: Caller,
	minute: number,
	role: string,
	key: string,
	more: JsonObject = {},
): JsonObject {
	return aRecord({
		...timed(minute),
		userIdentity: identity(caller),
		eventSource: 'sts.amazonaws.com',
		eventName: 'AssumeRole',
		requestParameters: { roleArn: `arn:aws:iam::${account}:role/${role}`, roleSessionName: 'run' },
		responseElements: {
			credentials: { accessKeyId: key },
			assumedRoleUser: { arn: `arn:aws:sts::${account}:assumed-role/${role}/run` },
		},
		...more,
	}) as JsonObject;
}

function call(
	caller: Caller,
	minute: number,
	eventName = 'DescribeInstances',
	more: JsonObject = {},
) {
	const readOnly = !/^(?:Delete|Create)/.test(eventName);
	return aRecord({
		...timed(minute),
		userIdentity: identity(caller),
		eventName,
		readOnly,
		...more,
	}) as JsonObject;
}

async function over(extra: readonly JsonObject[], look: (store: ExampleStore) => Promise<void>) {
	const store = await openExampleStore({ days: 0, extra });
	try {
		await look(store);
	} finally {
		await store.close();
	}
}

const chainRows = (rows: ReturnType<typeof sectionRows>) =>
	rows.map(row => [
		row.depth,
		textOf(row, 'principal')?.split('/').at(-1),
		textOf(row, 'calls'),
		textOf(row, 'cut'),
	]);

const atLevel = (level: number): Caller =>
	level === 0
		? { key: 'AKIAADA0000000000000' }
		: { key: `ASIACHAIN${level}00000`, role: `R${level}` };
const levels = Array.from({ length: 11 }, (_, level) => level);
const chain = levels.flatMap(level => [
	call(atLevel(level), 10 * level),
	call(atLevel(level), 10 * level + 1, 'DeleteVolume'),
	...(level < 10
		? [made(atLevel(level), 10 * level + 2, `R${level + 1}`, atLevel(level + 1).key ?? '')]
		: []),
]);

test('sessions that made sessions are a tree of eight levels in both directions, and what is deeper is said', async () => {
	await over(chain, async store => {
		const first = await aStory(store, 'ada', range);
		const down = sectionRows(first, 'to').filter(({ depth }) => depth > 0);
		expect(chainRows(down)).toEqual(
			[1, 2, 3, 4, 5, 6, 7, 8].map(level => [
				level,
				`R${level}`,
				'3 calls',
				level === 8 ? 'it goes on: 8 levels are shown' : undefined,
			]),
		);
		const last = await aStory(store, atLevel(10).key ?? '', range);
		expect(rowsOf(last, 'to')).toEqual([]);
		expect(chainRows(sectionRows(last, 'from')).filter(([, name]) => name === 'run')).toEqual(
			[1, 2, 3, 4, 5, 6, 7, 8].map(level => [
				level,
				'run',
				undefined,
				level === 8 ? 'it goes on: 8 levels are shown' : undefined,
			]),
		);
		const middle = await aStory(store, `arn:aws:iam::${account}:role/R5`, range);
		const up = sectionRows(middle, 'from').filter(row => textOf(row, 'call') === 'AssumeRole');
		expect(up.map(row => textOf(row, 'principal'))).toEqual([
			...[4, 3, 2, 1].map(level => `arn:aws:sts::${account}:assumed-role/R${level}/run`),
			`arn:aws:iam::${account}:user/ada`,
		]);
		expect(
			rowsOf(middle, 'to').map(({ principal, writes, sessions }) => [
				principal?.split('/').at(-1),
				writes,
				sessions,
			]),
		).toEqual([6, 7, 8, 9, 10].map(level => [`R${level}`, '1 write', '1 session']));
		for (const story of [first, last, middle]) {
			expect(await expectNumbersOfQueries(store, story, range)).toBeGreaterThan(10);
		}
	});
});

test('keys that lead back to themselves are cut, and so is what many ways lead to', async () => {
	const [a, b] = [
		{ key: 'ASIALOOPA', role: 'A' },
		{ key: 'ASIALOOPB', role: 'B' },
	];
	const names = Array.from(
		{ length: 30 },
		(_, index) => `ASIAMESH${String(index).padStart(4, '0')}`,
	);
	const mesh = names.flatMap((key, index) =>
		names.map((other, to) => made({ key, role: `M${index}` }, 20, `M${to}`, other)),
	);
	await over([made(a, 1, 'B', b.key), made(b, 2, 'A', a.key), call(a, 3), ...mesh], async store => {
		const story = await aStory(store, a.key, range);
		expect(chainRows(sectionRows(story, 'to'))).toEqual([
			[1, 'B', '1 call', undefined],
			[2, 'A', undefined, 'leads back (loop)'],
		]);
		expect(chainRows(sectionRows(story, 'from').slice(0, 2))).toEqual([
			[1, 'run', undefined, undefined],
			[2, 'run', undefined, 'leads back (loop)'],
		]);
		await expectNumbersOfQueries(store, story, range);
		const many = await aStory(store, 'ASIAMESH0000', range);
		expect(sectionRows(many, 'to').length).toBeLessThan(1_000);
		expect(new Set(rowsOf(many, 'to').map(({ cut }) => cut))).toEqual(
			new Set([undefined, 'leads back (loop)', 'told above']),
		);
	});
});

test('of one level five hundred sessions are followed, and that there are more is said', async () => {
	const key = (index: number) => `ASIAMANY${String(index).padStart(6, '0')}`;
	const sessions = Array.from({ length: 510 }, (_, index) =>
		made(atLevel(0), index % 500, 'Many', key(index)),
	);
	await over([...sessions, call({ key: key(499), role: 'Many' }, 599)], async store => {
		const story = await aStory(store, 'ada', range);
		const rows = rowsOf(story, 'to');
		expect(rows).toMatchObject([
			{ sessions: '500 sessions', calls: '1 call' },
			{ note: expect.stringContaining('at most 500') as string },
		]);
		await expectNumbersOfQueries(store, story, range);
	});
});

test('a session of before the range is traced, and of two accounts that tell one call the caller’s is heard', async () => {
	const shared = {
		recipientAccountId: '444455556666',
		userIdentity: { type: 'AWSAccount', principalId: 'AIDAX', accountId: account },
	};
	await over(
		[
			made(atLevel(0), -60, 'R1', 'ASIAEARLY'),
			made(atLevel(0), -60, 'R1', 'ASIAEARLY', shared),
			call({ key: 'ASIAEARLY', role: 'R1' }, 5),
		],
		async store => {
			const story = await aStory(store, 'ASIAEARLY', range);
			expect(rowsOf(story, 'from')[0]).toMatchObject({
				principal: `arn:aws:iam::${account}:user/ada`,
				call: 'AssumeRole',
				sessions: '1 session',
			});
			await expectNumbersOfQueries(store, story, range);
		},
	);
});

test('instances, source identities, Identity Center users and web identities are principals', async () => {
	const userId = '94482488-3041-7005-aaaa-0123456789ab';
	const subject = 'repo:org/app:ref:refs/heads/main';
	const instance = identity({ key: 'ASIAINSTANCE', role: 'web' });
	const session = {
		sourceIdentity: 'grace',
		sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${account}:role/Ops`, userName: 'Ops' },
	};
	const records = [
		call({}, 1, 'DescribeInstances', {
			userIdentity: {
				...instance,
				arn: `arn:aws:sts::${account}:assumed-role/web/i-0abc12345678`,
				principalId: 'AROAWEB:i-0abc12345678',
			},
		}),
		call({ key: 'ASIAGRACE', role: 'Ops', more: { sessionContext: session } }, 2, 'DeleteVolume'),
		call(
			{ role: 'Sso', key: 'ASIASSO', more: { onBehalfOf: { userId, identityStoreArn: 'x' } } },
			3,
		),
		made({}, 4, 'Ci', 'ASIACICICI', {
			eventName: 'AssumeRoleWithWebIdentity',
			userIdentity: {
				type: 'WebIdentityUser',
				principalId: `arn:aws:iam::${account}:oidc-provider/token.example.com:sts.amazonaws.com:${subject}`,
				userName: subject,
				identityProvider: 'token.example.com',
			},
		}),
		call({ key: 'ASIACICICI', role: 'Ci' }, 5),
		call(
			{ key: 'AKIAGRACE', more: { userName: 'grace', arn: `arn:aws:iam::${account}:user/grace` } },
			6,
		),
	];
	await over(records, async store => {
		for (const [who, readAs] of [
			['i-0abc12345678', 'EC2 instance'],
			[userId, 'Identity Center user'],
			[subject, 'web identity'],
			['Ops', 'role'],
			['grace', 'user'],
			['run', 'session name'],
		] as const) {
			const story = await aStory(store, who, range);
			expect([who, story.readAs]).toEqual([who, readAs]);
			await expectNumbersOfQueries(store, story, range);
		}

		const web = await aStory(store, subject, range);
		expect(rowsOf(web, 'to')).toMatchObject([
			{ call: 'AssumeRoleWithWebIdentity', key: 'ASIACICICI', calls: '1 call' },
		]);
		expect(rowsOf(await aStory(store, 'ASIACICICI', range), 'from')[0]).toMatchObject({
			principal: subject,
		});
		expect(rowsOf(await aStory(store, 'grace', range), 'to')).toMatchObject([
			{ call: 'names it', principal: 'Ops/run' },
		]);
		expect(rowsOf(await aStory(store, 'ASIAGRACE', range), 'from')).toContainEqual(
			expect.objectContaining({ principal: 'grace', call: 'source identity' }),
		);
	});
});
