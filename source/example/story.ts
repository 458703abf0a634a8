import { call, person, personWithUser } from './actor.ts';
import {
	exampleRegions,
	homeRegion,
	leakedUser,
	people,
	plantedUser,
	prod,
	sandbox,
	security,
} from './organisation.ts';
import { root } from './identity.ts';
import { consoleLogin, failedLogin, hidden } from './sign-in.ts';
import { comeAndGo, publish, readdress, rewire } from './exposure-scenes.ts';
import { hostile } from './hostile.ts';
import * as iam from './iam-calls.ts';
import { Teller } from './teller.ts';
import type { StoryRecord } from './teller.ts';
import { cleanUp, exfiltrate, mine, openGroups, plantUser, recon, tamper } from './story-scenes.ts';
import { hourMs, minuteMs } from '../text/duration.ts';

/**
 * The incident of the last 24 hours: a leaked key, a look around, a user planted, a group opened,
 * logging stopped, data and networks opened to everyone, root without MFA, a spray of passwords, and
 * people who clean up.
 *
 * @param nowMs - the end of the window; the story hangs on the whole hour before it
 */
export function tellStory(seed: number, nowMs: number): readonly StoryRecord[] {
	const teller = new Teller(seed);
	const hour = Math.floor(nowMs / hourMs) * hourMs;
	recon(teller, hour - 20 * hourMs);
	plantUser(teller, hour - 16 * hourMs);
	openGroups(teller, hour - 14 * hourMs + 15 * minuteMs);
	mine(teller, hour - 13 * hourMs + 30 * minuteMs, hour - 12 * hourMs + 30 * minuteMs);
	tamper(teller, hour - 11 * hourMs, hour - 10 * hourMs);
	exfiltrate(teller, hour - 9 * hourMs);
	rootSignsIn(teller, hour - 8 * hourMs);
	spray(teller, hour - 5 * hourMs);
	cleanUp(teller, hour - 4 * hourMs);
	knockAgain(teller, hour - 2 * hourMs);
	publish(teller, hour - 9 * hourMs + 20 * minuteMs);
	comeAndGo(teller, hour - 10 * hourMs + 20 * minuteMs);
	rewire(teller, hour - 7 * hourMs);
	readdress(teller, hour - 110 * minuteMs);
	const last = nowMs - 8 * minuteMs;
	return teller.records.filter(record => record.timeMs <= last);
}

function rootSignsIn(teller: Teller, atMs: number): void {
	const address = '203.0.113.99';

	for (let attempt = 0; attempt < 5; attempt++) {
		teller.tell(atMs + attempt * 70_000, security, homeRegion, scene =>
			consoleLogin(scene, { name: undefined, address, failure: 'Failed authentication' }),
		);
	}

	teller.tell(atMs + 8 * minuteMs, security, homeRegion, scene =>
		consoleLogin(scene, { name: undefined, address, mfa: false }),
	);
	teller.tell(atMs + 100 * minuteMs, prod, homeRegion, scene =>
		consoleLogin(scene, { name: undefined, address: '198.51.100.7', mfa: true }),
	);

	for (const [source, name] of [
		['iam', 'GetAccountSummary'],
		['account', 'GetContactInformation'],
		['iam', 'CreateAccessKey'],
		['organizations', 'LeaveOrganization'],
	] as const) {
		teller.tell(
			atMs + 9 * minuteMs,
			security,
			homeRegion,
			scene =>
				call(
					scene,
					{
						identityJson: root(scene, '2026-03-01T00:00:00Z'),
						address,
						agent: hostile.breaks,
						fromConsole: true,
					},
					{
						source,
						name,
						readOnly: name.startsWith('Get'),
						requestJson: 'null',
						...(name === 'CreateAccessKey'
							? {
									responseJson: `{"accessKey":{"accessKeyId":"AKIAEXAMPLE${scene.random.capitals(9)}","status":"Active","createDate":"Mar 1, 2026, 12:00:00 PM"}}`,
								}
							: {}),
						...(name === 'LeaveOrganization'
							? {
									ending: [
										'ConstraintViolationException',
										'The account cannot leave: a policy forbids it',
									] as const,
								}
							: {}),
					},
				),
			4 * minuteMs,
		);
	}
}

const sprayers = ['192.0.2.201', '192.0.2.202', '192.0.2.203', '2001:db8:bad::18'] as const;

/** Within one hour: many names, few addresses, most of them unknown here and so hidden. */
function spray(teller: Teller, atMs: number): void {
	const names = [...people.map(({ name }) => name), hidden, hidden, hidden, 'admin', 'test'];

	for (let attempt = 0; attempt < 64; attempt++) {
		const account = teller.random.chance(0.7) ? prod : sandbox;
		teller.tell(
			atMs + 5 * minuteMs,
			account,
			homeRegion,
			scene =>
				failedLogin(
					scene,
					scene.random.pick(names),
					scene.random.pick(sprayers),
					scene.random.pick([
						hostile.title,
						hostile.wide,
						hostile.bidi,
						'Mozilla/5.0 (X11; Linux x86_64)',
					]),
				),
			45 * minuteMs,
		);
	}

	teller.tell(atMs + 51 * minuteMs, sandbox, homeRegion, scene =>
		consoleLogin(scene, { name: 'dave', address: '192.0.2.202', agent: hostile.wide, mfa: false }),
	);
	teller.tell(atMs + 53 * minuteMs, sandbox, homeRegion, scene =>
		iam.changePassword(
			scene,
			personWithUser(scene, 'dave', '192.0.2.202', false),
			'ChangePassword',
			'dave',
		),
	);
}

/** After the clean-up the old key no longer opens anything. */
function knockAgain(teller: Teller, atMs: number): void {
	for (let attempt = 0; attempt < 14; attempt++) {
		const region = teller.random.pick(exampleRegions);
		teller.tell(
			atMs,
			prod,
			region,
			scene => {
				const actor = {
					...personWithUser(
						scene,
						teller.random.chance(0.5) ? leakedUser : plantedUser,
						teller.random.pick(['192.0.2.66', '203.0.113.66', '2001:db8:bad::17']),
						false,
					),
					agent: scene.random.pick([hostile.clipboard, hostile.title]),
					fromConsole: false,
				};
				const [source, name] = scene.random.pick([
					['s3', 'ListBuckets'],
					['ec2', 'DescribeInstances'],
					['iam', 'ListUsers'],
					['kms', 'Decrypt'],
				] as const);
				return call(scene, actor, {
					source,
					name,
					readOnly: true,
					ending: 'refused',
				});
			},
			100 * minuteMs,
		);
	}

	teller.tell(atMs + 15 * minuteMs, prod, homeRegion, scene =>
		consoleLogin(scene, { name: 'ada', address: '198.51.100.7', mfa: true }),
	);
	teller.tell(atMs + 20 * minuteMs, prod, homeRegion, scene =>
		call(scene, person(scene, 0), {
			source: 'access-analyzer',
			name: 'ListFindings',
			readOnly: true,
		}),
	);
}
