import { call, callBy, keyHolder, person, personWithUser } from './actor.ts';
import type { Ending, Maker } from './actor.ts';
import { hostile } from './hostile.ts';
import { iam, iamBy, policyChanges } from './iam-calls.ts';
import type { IamCall } from './iam-calls.ts';
import { planted, thief } from './intruder.ts';
import { onGroupBy } from './network-calls.ts';
import type { Permission } from './network-calls.ts';
import {
	data,
	exampleRegions,
	homeRegion,
	idOf,
	leakedUser,
	plantedUser,
	prod,
	security,
} from './organisation.ts';
import { newVersion } from './scene.ts';
import type { Scene } from './scene.ts';
import { consoleLogin } from './sign-in.ts';
import { table } from './table.ts';
import type { Teller } from './teller.ts';
import { minuteMs } from '../text/duration.ts';

const openGroup = 'sg-0badc0de0badc0de1';
const orgTrail = `{"name":"arn:aws:cloudtrail:us-east-1:${prod.id}:trail/org-trail"}`;

const looks = table('source', 'name', 'ending')`
	sts GetCallerIdentity ok
	iam ListUsers ok
	iam GetAccountAuthorizationDetails ok
	s3 ListBuckets ok
	ec2 DescribeInstances ok
	ec2 DescribeSecurityGroups ok
	iam ListAttachedUserPolicies ok
	secretsmanager ListSecrets refused
	secretsmanager GetSecretValue refused
	ec2 DescribeSnapshots refused
	kms Decrypt refused
	organizations ListAccounts refused
	iam SimulatePrincipalPolicy refused
	ses GetSendQuota refused
`;

/** The leaked key is tried on many services; about half of the calls are refused. */
export function recon(teller: Teller, atMs: number): void {
	for (let index = 0; index < 70; index++) {
		const { source, name, ending } = looks[index % looks.length] as (typeof looks)[number];
		const region = source === 'iam' ? homeRegion : teller.random.pick(exampleRegions);
		const look: Maker = scene => {
			const { random } = scene;
			const address = random.pick(['192.0.2.66', '192.0.2.67']);
			const { clipboard, title, breaks, bidi } = hostile;
			const agent = random.pick([clipboard, title, breaks, bidi]);
			return call(scene, thief(scene, address, agent), {
				source,
				name,
				readOnly: true,
				requestJson: source === 'ec2' ? '{"maxResults":5,"filterSet":{}}' : 'null',
				ending: ending === 'ok' ? 'ok' : 'refused',
			});
		};

		teller.tell(atMs + index * 2 * minuteMs, prod, region, look, minuteMs);
	}
}

const invalidName: Ending = ['ValidationError', 'The specified value for userName is invalid.'];

/** The intruder creates a user with a password, a key and all permissions. */
export function plantUser(teller: Teller, atMs: number): void {
	const tell = teller.from(atMs);
	const steal = (minute: number, name: IamCall, on: string, ending?: Ending, beside?: string) => {
		tell(minute, iamBy(thief, name, on, ending, beside));
	};

	steal(1, 'CreateUser', hostile.wideName, invalidName);
	steal(2, 'CreateUser', hostile.bidiName, invalidName);
	steal(3, 'CreateUser', 'aws-service', 'refused');
	steal(4, 'CreateUser', plantedUser);
	steal(5, 'PutUserPolicy', plantedUser, 'refused');
	steal(6, 'AttachUserPolicy', plantedUser);
	steal(7, 'CreateLoginProfile', plantedUser);
	steal(8, 'CreateAccessKey', plantedUser);
	steal(9, 'AddUserToGroup', plantedUser, 'ok', 'administrators');
	steal(11, 'CreateRole', 'AWSReservedSupportRole');
	steal(12, 'UpdateLoginProfile', 'carol', 'refused');
	const signIn = { name: plantedUser, address: '203.0.113.66', agent: hostile.wide, mfa: false };
	tell(40, scene => consoleLogin(scene, signIn));
	tell(44, iamBy(planted, 'UpdateLoginProfile', 'metrics-agent'));
}

const shell: Permission = { fromPort: 22, toPort: 22, cidrs: ['0.0.0.0/0'], cidrs6: ['::/0'] };
const desktop: Permission = {
	fromPort: 3389,
	toPort: 3389,
	cidrs: ['0.0.0.0/0', '203.0.113.66/32'],
};
const anyPort: Permission = { fromPort: 0, toPort: 65_535, cidrs: ['0.0.0.0/0'] };
const office: Permission = { fromPort: 443, toPort: 443, cidrs: ['198.51.100.0/24'] };

const openings: readonly Maker[] = [
	onGroupBy(planted, ['CreateSecurityGroup', 'default-2', '临时 \\u001b[7mopen\\u001b[0m']),
	onGroupBy(planted, ['OpenPort', openGroup, 22, '0.0.0.0/0']),
	onGroupBy(planted, ['AuthorizeSecurityGroupIngress', openGroup, shell, desktop]),
	onGroupBy(thief, ['AuthorizeSecurityGroupIngress', openGroup, office], 'refused'),
	onGroupBy(planted, ['AuthorizeSecurityGroupEgress', openGroup, anyPort]),
	onGroupBy(
		planted,
		['RevokeSecurityGroupEgress', openGroup, office],
		[
			'Client.InvalidPermission.NotFound',
			'The specified rule does not exist in this security group.',
		],
	),
];

/** Security groups are opened in every region within a quarter of an hour. */
export function openGroups(teller: Teller, atMs: number): void {
	for (const region of exampleRegions) {
		for (const opening of openings) {
			teller.tell(atMs, prod, region, opening, 13 * minuteMs);
		}
	}

	const needed = 'sg-0c0ffee0c0ffee001';
	const deletion = onGroupBy(
		planted,
		['DeleteSecurityGroup', needed],
		['Client.DependencyViolation', `resource ${needed} has a dependent object`],
	);
	teller.from(atMs)(10, deletion);
}

const rigs = [
	'CreateKeyPair',
	'CreateLaunchTemplate',
	'CreateFleet',
	'CreateNetworkInterface',
	'CreateInternetGateway',
	'CreateVolume',
] as const;

/** Instances for mining: one burst that succeeds, and a later one that exceeds the quotas. */
export function mine(teller: Teller, worksMs: number, failsMs: number): void {
	const miner = (scene: Scene) =>
		keyHolder(scene, plantedUser, scene.random.pick(['192.0.2.130', '192.0.2.131']), hostile.title);
	const burst = (atMs: number, make: Maker) => {
		teller.tell(atMs, prod, teller.random.pick(exampleRegions), make, 14 * minuteMs);
	};

	for (let index = 0; index < 54; index++) {
		burst(worksMs, scene =>
			call(scene, miner(scene), {
				source: 'ec2',
				name: rigs[index % rigs.length] as (typeof rigs)[number],
				requestJson: `{"dryRun":false,"clientToken":"${scene.random.uuid()}"}`,
				responseJson: `{"requestId":"${scene.random.uuid()}","_return":true}`,
			}),
		);
	}

	const failed = {
		source: 'ec2',
		requestJson: '{"targetCapacitySpecification":{"totalTargetCapacity":64}}',
		ending: [
			'Client.VcpuLimitExceeded',
			'You have requested more vCPU capacity than your current vCPU limit allows',
		],
	} as const;

	for (let index = 0; index < 40; index++) {
		const name = index % 2 === 0 ? 'CreateFleet' : 'CreateVolume';
		burst(failsMs, callBy(miner, { ...failed, name }));
	}
}

const tampering = table('minute', 'source', 'name', 'ending', 'requestJson')`
	2 cloudtrail DescribeTrails ok {"trailNameList":[]}
	4 cloudtrail StopLogging ok ${orgTrail}
	5 cloudtrail DeleteTrail refused ${orgTrail}
	7 guardduty DeleteDetector refused {"detectorId":"12abc34d567e8fa901bc2d34e56789f0"}
	8 config StopConfigurationRecorder ok {"configurationRecorderName":"default"}
	9 ec2 DeleteFlowLogs ok {"DeleteFlowLogsRequest":{"FlowLogId":{"tag":1,"content":"fl-0badc0de"}}}
`;

/** Logging is stopped, then policies are weakened within a quarter of an hour. */
export function tamper(teller: Teller, loggingMs: number, policiesMs: number): void {
	const tell = teller.from(loggingMs);

	for (const { minute, source, name, ending, requestJson } of tampering) {
		const readOnly = name === 'DescribeTrails';
		const ended = ending === 'ok' ? 'ok' : 'refused';
		tell(Number(minute), callBy(planted, { source, name, readOnly, requestJson, ending: ended }));
	}

	for (let index = 0; index < 22; index++) {
		const name = policyChanges[index % policyChanges.length] as IamCall;
		const ending = index % 4 === 3 ? 'refused' : 'ok';
		const loosen: Maker = scene => {
			const by = planted(scene);
			return iam(scene, by, name, scene.random.pick(['orders', 'reports', plantedUser]), ending);
		};

		teller.tell(policiesMs, prod, homeRegion, loosen, 14 * minuteMs);
	}

	const opening = callBy(planted, {
		source: 's3',
		name: 'PutBucketPolicy',
		requestJson:
			'{"bucketName":"examplecorp-lake-us-east-1","bucketPolicy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::examplecorp-lake-us-east-1/*"}]},"Host":"examplecorp-lake-us-east-1.s3.amazonaws.com","policy":""}',
		responseJson: 'null',
	});
	teller.from(policiesMs, data)(3, opening);
}

/** Data is read from the data lake by one address; some reads are refused. */
export function exfiltrate(teller: Teller, atMs: number): void {
	for (let index = 0; index < 60; index++) {
		const read: Maker = scene => {
			const actor = keyHolder(scene, leakedUser, '192.0.2.77', '[rclone/v1.68.1]');
			const key = `customers/部門=${scene.random.below(9)}/part-${scene.random.hex8()}.parquet`;
			const version = newVersion(scene.random);
			return call(scene, actor, {
				version,
				source: 's3',
				name: 'GetObject',
				readOnly: true,
				requestJson: `{"bucketName":"examplecorp-lake-us-east-1","Host":"examplecorp-lake-us-east-1.s3.amazonaws.com","key":"${key}"}`,
				resourcesJson: `[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::examplecorp-lake-us-east-1/${key}"}]`,
				ending: index % 5 === 4 ? ['AccessDenied', 'Access Denied'] : 'ok',
				category: 'Data',
				moreJson: `{"bytesTransferredIn":0,"bytesTransferredOut":${scene.random.below(90_000_000)},"SignatureVersion":"SigV4"}`,
				requestId: scene.random.capitals(16),
			});
		};

		teller.tell(atMs + 5 * minuteMs, data, homeRegion, read, 50 * minuteMs);
	}
}

/** Ada of the security team repairs the damage. */
export function cleanUp(teller: Teller, atMs: number): void {
	const tell = teller.from(atMs);
	const ada = (scene: Scene) => person(scene, 0);
	const leakedKey = idOf('AKIA', prod.id, leakedUser);
	const disabled = `{"userName":"${leakedUser}","accessKeyId":"${leakedKey}","status":"Inactive"}`;
	const starting = { source: 'cloudtrail', name: 'StartLogging', requestJson: orgTrail };
	const carol = (scene: Scene) => personWithUser(scene, 'carol', '198.51.100.77');
	tell(0, scene => consoleLogin(scene, { name: 'role:ada', address: '198.51.100.7', mfa: false }));
	tell(3, callBy(ada, { source: 'iam', name: 'UpdateAccessKey', requestJson: disabled }));
	tell(5, iamBy(ada, 'DeleteAccessKey', leakedUser, 'ok', leakedKey));
	tell(6, iamBy(ada, 'DeleteLoginProfile', plantedUser));
	tell(7, iamBy(ada, 'RemoveUserFromGroup', plantedUser, 'ok', 'administrators'));
	tell(8, iamBy(ada, 'DetachUserPolicy', plantedUser));
	tell(9, iamBy(ada, 'DeleteAccessKey', plantedUser, 'ok', idOf('AKIA', prod.id, plantedUser)));
	const conflict = 'Cannot delete entity, must detach all policies first.';
	tell(10, iamBy(ada, 'DeleteUser', plantedUser, ['DeleteConflictException', conflict]));
	tell(12, iamBy(ada, 'DeleteUser', plantedUser));
	tell(14, iamBy(ada, 'DeleteRole', 'AWSReservedSupportRole'));
	tell(16, callBy(ada, starting));
	tell(20, onGroupBy(ada, ['RevokeSecurityGroupIngress', openGroup, shell]));
	tell(22, onGroupBy(ada, ['DeleteSecurityGroup', openGroup]));
	tell(30, iamBy(carol, 'ChangePassword', 'carol'));
	tell(31, iamBy(ada, 'CreateUser', 'break-glass'), security);
	tell(35, iamBy(ada, 'CreateAccessKey', 'break-glass'), security);
}
