import { call, keyHolder, person, personWithUser } from './actor.ts';
import type { Actor } from './actor.ts';
import { hostile } from './hostile.ts';
import * as iam from './iam-calls.ts';
import * as network from './network-calls.ts';
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
import type { Draft } from './record.ts';
import type { Scene } from './scene.ts';
import { consoleLogin } from './sign-in.ts';
import type { Teller } from './teller.ts';
import { minuteMs } from '../text/duration.ts';

const openGroup = 'sg-0badc0de0badc0de1';

function thief(scene: Scene, address = '192.0.2.66', agent: string = hostile.clipboard): Actor {
	return keyHolder(scene, leakedUser, address, agent);
}

function planted(scene: Scene): Actor {
	return personWithUser(scene, plantedUser, '203.0.113.66', false);
}

const looks = [
	['sts', 'GetCallerIdentity', true],
	['iam', 'ListUsers', true],
	['iam', 'GetAccountAuthorizationDetails', true],
	['s3', 'ListBuckets', true],
	['ec2', 'DescribeInstances', true],
	['ec2', 'DescribeSecurityGroups', true],
	['iam', 'ListAttachedUserPolicies', true],
	['secretsmanager', 'ListSecrets', false],
	['secretsmanager', 'GetSecretValue', false],
	['ec2', 'DescribeSnapshots', false],
	['kms', 'Decrypt', false],
	['organizations', 'ListAccounts', false],
	['iam', 'SimulatePrincipalPolicy', false],
	['ses', 'GetSendQuota', false],
] as const;

/** The key is found and tried everywhere; about half of what it asks for is refused. */
export function recon(teller: Teller, atMs: number): void {
	for (let index = 0; index < 70; index++) {
		const [source, name, works] = looks[index % looks.length] as (typeof looks)[number];
		const region = source === 'iam' ? homeRegion : teller.random.pick(exampleRegions);
		teller.tell(
			atMs + index * 2 * minuteMs,
			prod,
			region,
			scene => {
				const actor = thief(
					scene,
					scene.random.pick(['192.0.2.66', '192.0.2.67']),
					scene.random.pick([hostile.clipboard, hostile.title, hostile.breaks, hostile.bidi]),
				);
				return call(scene, actor, {
					source,
					name,
					readOnly: true,
					requestJson: source === 'ec2' ? '{"maxResults":5,"filterSet":{}}' : 'null',
					...(works ? {} : { ending: 'refused' as const }),
				});
			},
			minuteMs,
		);
	}
}

/** A way back in: a user with a password, a key and every right. */
export function plantUser(teller: Teller, atMs: number): void {
	const tell = (minute: number, make: Parameters<Teller['tell']>[3]) => {
		teller.tell(atMs + minute * minuteMs, prod, homeRegion, make);
	};
	tell(1, scene =>
		iam.createUser(scene, thief(scene), hostile.wideName, [
			'ValidationError',
			'The specified value for userName is invalid.',
		]),
	);
	tell(2, scene =>
		iam.createUser(scene, thief(scene), hostile.bidiName, [
			'ValidationError',
			'The specified value for userName is invalid.',
		]),
	);
	tell(3, scene => iam.createUser(scene, thief(scene), 'aws-service', 'refused'));
	tell(4, scene => iam.createUser(scene, thief(scene), plantedUser));
	tell(5, scene => iam.changePolicy(scene, thief(scene), 'PutUserPolicy', plantedUser, 'refused'));
	tell(6, scene => iam.changePolicy(scene, thief(scene), 'AttachUserPolicy', plantedUser));
	tell(7, scene => iam.changePassword(scene, thief(scene), 'CreateLoginProfile', plantedUser));
	tell(8, scene => iam.createKey(scene, thief(scene), plantedUser));
	tell(9, scene =>
		iam.changeMembership(scene, thief(scene), 'AddUserToGroup', plantedUser, 'administrators'),
	);
	tell(11, scene => iam.createRole(scene, thief(scene), 'AWSReservedSupportRole'));
	tell(12, scene =>
		iam.changePassword(scene, thief(scene), 'UpdateLoginProfile', 'carol', 'refused'),
	);
	tell(40, scene =>
		consoleLogin(scene, {
			name: plantedUser,
			address: '203.0.113.66',
			agent: hostile.wide,
			mfa: false,
		}),
	);
	tell(44, scene =>
		iam.changePassword(scene, planted(scene), 'UpdateLoginProfile', 'metrics-agent'),
	);
}

const worldOpen: readonly network.Permission[] = [
	{ fromPort: 22, toPort: 22, cidrs: ['0.0.0.0/0'], cidrs6: ['::/0'] },
	{ fromPort: 3389, toPort: 3389, cidrs: ['0.0.0.0/0', '203.0.113.66/32'] },
];
const anyPort: readonly network.Permission[] = [
	{ fromPort: 0, toPort: 65_535, cidrs: ['0.0.0.0/0'] },
];
const office: readonly network.Permission[] = [
	{ fromPort: 443, toPort: 443, cidrs: ['198.51.100.0/24'] },
];
const { changeRule } = network;

const openings: readonly ((scene: Scene) => Draft)[] = [
	scene => network.createGroup(scene, planted(scene), 'default-2', '临时 \\u001b[7mopen\\u001b[0m'),
	scene => network.openPort(scene, planted(scene), openGroup, 22, '0.0.0.0/0'),
	scene => changeRule(scene, planted(scene), 'AuthorizeSecurityGroupIngress', openGroup, worldOpen),
	scene =>
		changeRule(scene, thief(scene), 'AuthorizeSecurityGroupIngress', openGroup, office, 'refused'),
	scene => changeRule(scene, planted(scene), 'AuthorizeSecurityGroupEgress', openGroup, anyPort),
	scene =>
		changeRule(scene, planted(scene), 'RevokeSecurityGroupEgress', openGroup, office, [
			'Client.InvalidPermission.NotFound',
			'The specified rule does not exist in this security group.',
		]),
];

/** Doors are opened in every region within a quarter of an hour. */
export function openGroups(teller: Teller, atMs: number): void {
	for (const region of exampleRegions) {
		for (const opening of openings) {
			teller.tell(atMs, prod, region, opening, 13 * minuteMs);
		}
	}

	teller.tell(atMs + 10 * minuteMs, prod, homeRegion, scene =>
		network.deleteGroup(scene, planted(scene), 'sg-0c0ffee0c0ffee001', [
			'Client.DependencyViolation',
			'resource sg-0c0ffee0c0ffee001 has a dependent object',
		]),
	);
}

const rigs = [
	'CreateKeyPair',
	'CreateLaunchTemplate',
	'CreateFleet',
	'CreateNetworkInterface',
	'CreateInternetGateway',
	'CreateVolume',
] as const;

/** Machines for mining: one burst that works, and later one that meets every quota. */
export function mine(teller: Teller, worksMs: number, failsMs: number): void {
	const miner = (scene: Scene) =>
		keyHolder(scene, plantedUser, scene.random.pick(['192.0.2.130', '192.0.2.131']), hostile.title);

	for (let index = 0; index < 54; index++) {
		const name = rigs[index % rigs.length] as (typeof rigs)[number];
		teller.tell(
			worksMs,
			prod,
			teller.random.pick(exampleRegions),
			scene =>
				call(scene, miner(scene), {
					source: 'ec2',
					name,
					requestJson: `{"dryRun":false,"clientToken":"${scene.random.uuid()}"}`,
					responseJson: `{"requestId":"${scene.random.uuid()}","_return":true}`,
				}),
			14 * minuteMs,
		);
	}

	for (let index = 0; index < 40; index++) {
		const name = index % 2 === 0 ? 'CreateFleet' : 'CreateVolume';
		teller.tell(
			failsMs,
			prod,
			teller.random.pick(exampleRegions),
			scene =>
				call(scene, miner(scene), {
					source: 'ec2',
					name,
					requestJson: '{"targetCapacitySpecification":{"totalTargetCapacity":64}}',
					ending: [
						'Client.VcpuLimitExceeded',
						'You have requested more vCPU capacity than your current vCPU limit allows',
					],
				}),
			14 * minuteMs,
		);
	}
}

/** Logging is stopped, then policies are loosened within a quarter of an hour. */
export function tamper(teller: Teller, loggingMs: number, policiesMs: number): void {
	const trail = `{"name":"arn:aws:cloudtrail:us-east-1:${prod.id}:trail/org-trail"}`;

	for (const [minute, source, name, requestJson, works] of [
		[2, 'cloudtrail', 'DescribeTrails', '{"trailNameList":[]}', true],
		[4, 'cloudtrail', 'StopLogging', trail, true],
		[5, 'cloudtrail', 'DeleteTrail', trail, false],
		[7, 'guardduty', 'DeleteDetector', '{"detectorId":"12abc34d567e8fa901bc2d34e56789f0"}', false],
		[8, 'config', 'StopConfigurationRecorder', '{"configurationRecorderName":"default"}', true],
		[
			9,
			'ec2',
			'DeleteFlowLogs',
			'{"DeleteFlowLogsRequest":{"FlowLogId":{"tag":1,"content":"fl-0badc0de"}}}',
			true,
		],
	] as const) {
		teller.tell(loggingMs + minute * minuteMs, prod, homeRegion, scene => {
			const actor = planted(scene);
			return call(scene, actor, {
				source,
				name,
				readOnly: name === 'DescribeTrails',
				requestJson,
				...(works ? {} : { ending: 'refused' as const }),
			});
		});
	}

	for (let index = 0; index < 22; index++) {
		const change = iam.policyChanges[index % iam.policyChanges.length] as iam.PolicyChange;
		teller.tell(
			policiesMs,
			prod,
			homeRegion,
			scene =>
				iam.changePolicy(
					scene,
					planted(scene),
					change,
					scene.random.pick(['orders', 'reports', plantedUser]),
					index % 4 === 3 ? 'refused' : 'ok',
				),
			14 * minuteMs,
		);
	}

	teller.tell(policiesMs + 3 * minuteMs, data, homeRegion, scene =>
		call(scene, planted(scene), {
			source: 's3',
			name: 'PutBucketPolicy',
			requestJson:
				'{"bucketName":"examplecorp-lake-us-east-1","bucketPolicy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::examplecorp-lake-us-east-1/*"}]},"Host":"examplecorp-lake-us-east-1.s3.amazonaws.com","policy":""}',
			responseJson: 'null',
		}),
	);
}

/** Data leaves: reads of the lake from one address, some refused. */
export function exfiltrate(teller: Teller, atMs: number): void {
	for (let index = 0; index < 60; index++) {
		teller.tell(
			atMs + 5 * minuteMs,
			data,
			homeRegion,
			scene => {
				const actor = keyHolder(scene, leakedUser, '192.0.2.77', '[rclone/v1.68.1]');
				const key = `customers/部門=${scene.random.below(9)}/part-${scene.random.hex8()}.parquet`;
				return {
					...call(scene, actor, {
						source: 's3',
						name: 'GetObject',
						readOnly: true,
						requestJson: `{"bucketName":"examplecorp-lake-us-east-1","Host":"examplecorp-lake-us-east-1.s3.amazonaws.com","key":"${key}"}`,
						resourcesJson: `[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::examplecorp-lake-us-east-1/${key}"}]`,
						...(index % 5 === 4 ? { ending: ['AccessDenied', 'Access Denied'] as const } : {}),
					}),
					category: 'Data' as const,
					moreJson: `{"bytesTransferredIn":0,"bytesTransferredOut":${scene.random.below(90_000_000)},"SignatureVersion":"SigV4"}`,
					requestId: scene.random.capitals(16),
				};
			},
			50 * minuteMs,
		);
	}
}

/** Ada of the security team puts things right. */
export function cleanUp(teller: Teller, atMs: number): void {
	const tell = (minute: number, make: Parameters<Teller['tell']>[3], account = prod) => {
		teller.tell(atMs + minute * minuteMs, account, homeRegion, make);
	};
	const ada = (scene: Scene) => person(scene, 0);
	tell(0, scene => consoleLogin(scene, { name: 'role:ada', address: '198.51.100.7', mfa: false }));
	tell(3, scene =>
		call(scene, ada(scene), {
			source: 'iam',
			name: 'UpdateAccessKey',
			requestJson: `{"userName":"${leakedUser}","accessKeyId":"${idOf('AKIA', prod.id, leakedUser)}","status":"Inactive"}`,
		}),
	);
	tell(5, scene => iam.deleteKey(scene, ada(scene), leakedUser, idOf('AKIA', prod.id, leakedUser)));
	tell(6, scene => iam.changePassword(scene, ada(scene), 'DeleteLoginProfile', plantedUser));
	tell(7, scene =>
		iam.changeMembership(scene, ada(scene), 'RemoveUserFromGroup', plantedUser, 'administrators'),
	);
	tell(8, scene => iam.changePolicy(scene, ada(scene), 'DetachUserPolicy', plantedUser));
	tell(9, scene =>
		iam.deleteKey(scene, ada(scene), plantedUser, idOf('AKIA', prod.id, plantedUser)),
	);
	tell(10, scene =>
		iam.deleteUser(scene, ada(scene), plantedUser, [
			'DeleteConflictException',
			'Cannot delete entity, must detach all policies first.',
		]),
	);
	tell(12, scene => iam.deleteUser(scene, ada(scene), plantedUser));
	tell(14, scene => iam.deleteRole(scene, ada(scene), 'AWSReservedSupportRole'));
	tell(16, scene =>
		call(scene, ada(scene), {
			source: 'cloudtrail',
			name: 'StartLogging',
			requestJson: `{"name":"arn:aws:cloudtrail:us-east-1:${prod.id}:trail/org-trail"}`,
		}),
	);
	tell(20, scene =>
		network.changeRule(scene, ada(scene), 'RevokeSecurityGroupIngress', openGroup, [
			{ fromPort: 22, toPort: 22, cidrs: ['0.0.0.0/0'], cidrs6: ['::/0'] },
		]),
	);
	tell(22, scene => network.deleteGroup(scene, ada(scene), openGroup));
	tell(30, scene =>
		iam.changePassword(
			scene,
			personWithUser(scene, 'carol', '198.51.100.77'),
			'ChangePassword',
			'carol',
		),
	);
	tell(31, scene => iam.createUser(scene, ada(scene), 'break-glass'), security);
	tell(35, scene => iam.createKey(scene, ada(scene), 'break-glass'), security);
}
