import { call, callBy, person, personWithUser } from './actor.ts';
import type { Ending, Maker } from './actor.ts';
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
import { iamBy } from './iam-calls.ts';
import type { Scene } from './scene.ts';
import { harden, strain } from './strain-scenes.ts';
import { table } from './table.ts';
import { Teller } from './teller.ts';
import type { StoryRecord } from './teller.ts';
import { cleanUp, exfiltrate, mine, openGroups, plantUser, recon, tamper } from './story-scenes.ts';
import { hourMs, minuteMs } from '../text/duration.ts';

/**
 * The incident of the last 24 hours: a leaked key, a look around, a user planted, a group opened,
 * logging stopped, data and networks opened to everyone, root without MFA, a spray of passwords,
 * and a clean-up. Beside it something harmless: three days before, and an hour in which AWS lacks
 * capacity while a job asks too often.
 *
 * @param nowMs - the end of the window; the times of the story count from the full hour before it
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
	takeStock(teller, hour - 75 * hourMs);
	strain(teller, hour - 3 * hourMs);
	harden(teller, hour - 100 * minuteMs);
	const last = nowMs - 8 * minuteMs;
	return teller.records.filter(record => record.timeMs <= last);
}

const stock = table('source', 'name')`
	ec2 DescribeInstances
	ec2 DescribeVolumes
	ec2 DescribeSecurityGroups
	rds DescribeDBInstances
	s3 ListBuckets
	lambda ListFunctions
	kms ListKeys
	iam ListRoles
	iam ListUsers
	sns ListTopics
	sqs ListQueues
	dynamodb ListTables
	ecs ListClusters
	eks ListClusters
	logs DescribeLogGroups
	cloudtrail DescribeTrails
	route53 ListHostedZones
	acm ListCertificates
`;

/** Three days before, someone looked through the account, as people do. */
function takeStock(teller: Teller, atMs: number): void {
	const tell = teller.from(atMs);
	for (const { source, name } of stock) {
		tell(1, scene =>
			call(scene, person(scene, 0), { source, name, readOnly: true, requestJson: 'null' }),
		);
	}
}

const asRoot = table('source', 'name')`
	iam GetAccountSummary
	account GetContactInformation
	iam CreateAccessKey
	organizations LeaveOrganization
`;
const forbidden: Ending = [
	'ConstraintViolationException',
	'The account cannot leave: a policy forbids it',
];

function rootSignsIn(teller: Teller, atMs: number): void {
	const address = '203.0.113.99';

	for (let attempt = 0; attempt < 5; attempt++) {
		teller.tell(atMs + attempt * 70_000, security, homeRegion, scene =>
			consoleLogin(scene, { name: undefined, address, failure: 'Failed authentication' }),
		);
	}

	const tell = teller.from(atMs, security);
	const office = { name: undefined, address: '198.51.100.7', mfa: true };
	tell(8, scene => consoleLogin(scene, { name: undefined, address, mfa: false }));
	tell(100, scene => consoleLogin(scene, office), prod);

	for (const { source, name } of asRoot) {
		const make: Maker = scene => {
			const identityJson = root(scene, '2026-03-01T00:00:00Z');
			const actor = { identityJson, address, agent: hostile.breaks, fromConsole: true };
			return call(scene, actor, {
				source,
				name,
				readOnly: name.startsWith('Get'),
				requestJson: 'null',
				responseJson:
					name === 'CreateAccessKey'
						? `{"accessKey":{"accessKeyId":"AKIAEXAMPLE${scene.random.capitals(9)}","status":"Active","createDate":"Mar 1, 2026, 12:00:00 PM"}}`
						: undefined,
				ending: name === 'LeaveOrganization' ? forbidden : 'ok',
			});
		};

		teller.tell(atMs + 9 * minuteMs, security, homeRegion, make, 4 * minuteMs);
	}
}

const sprayers = ['192.0.2.201', '192.0.2.202', '192.0.2.203', '2001:db8:bad::18'] as const;

/**
 * Within one hour: many names from few addresses. Most names do not exist here, so CloudTrail hides
 * them.
 */
function spray(teller: Teller, atMs: number): void {
	const names = [...people.map(({ name }) => name), hidden, hidden, hidden, 'admin', 'test'];
	const agents = [hostile.title, hostile.wide, hostile.bidi, 'Mozilla/5.0 (X11; Linux x86_64)'];
	const attempt: Maker = scene => {
		const { random } = scene;
		const [name, address] = [random.pick(names), random.pick(sprayers)];
		return failedLogin(scene, name, address, random.pick(agents));
	};

	for (let attempts = 0; attempts < 64; attempts++) {
		const account = teller.random.chance(0.7) ? prod : sandbox;
		teller.tell(atMs + 5 * minuteMs, account, homeRegion, attempt, 45 * minuteMs);
	}

	const tell = teller.from(atMs, sandbox);
	const dave = { name: 'dave', address: '192.0.2.202' };
	const asDave = (scene: Scene) => personWithUser(scene, dave.name, dave.address, false);
	tell(51, scene => consoleLogin(scene, { ...dave, agent: hostile.wide, mfa: false }));
	tell(53, iamBy(asDave, 'ChangePassword', dave.name));
}

const knocks = table('source', 'name')`
	s3 ListBuckets
	ec2 DescribeInstances
	iam ListUsers
	kms Decrypt
`;

/** After the clean-up the old key no longer works. */
function knockAgain(teller: Teller, atMs: number): void {
	const addresses = ['192.0.2.66', '203.0.113.66', '2001:db8:bad::17'];
	const knock: Maker = scene => {
		const { random } = scene;
		const user = random.chance(0.5) ? leakedUser : plantedUser;
		const actor = {
			...personWithUser(scene, user, random.pick(addresses), false),
			agent: random.pick([hostile.clipboard, hostile.title]),
			fromConsole: false,
		};
		return call(scene, actor, { ...random.pick(knocks), readOnly: true, ending: 'refused' });
	};

	for (let attempt = 0; attempt < 14; attempt++) {
		teller.tell(atMs, prod, teller.random.pick(exampleRegions), knock, 100 * minuteMs);
	}

	const tell = teller.from(atMs);
	const ada = (scene: Scene) => person(scene, 0);
	const findings = { source: 'access-analyzer', name: 'ListFindings', readOnly: true };
	tell(15, scene => consoleLogin(scene, { name: 'ada', address: '198.51.100.7', mfa: true }));
	tell(20, callBy(ada, findings));
}
