import { call, insideAws } from './actor.ts';
import { accountOnly, otherAccount, roleSession, service, webIdentity } from './identity.ts';
import type { Draft } from './record.ts';
import { newVersion, privateAddress, resourceId } from './scene.ts';
import type { Scene } from './scene.ts';
import { table } from './table.ts';

const assuming = table('caller', 'role', 'session')`
	lambda.amazonaws.com api-handler-role api-handler
	lambda.amazonaws.com order-events-role order-events
	ec2.amazonaws.com web-instance-role i-0a1b2c3d4e5f60718
	ecs-tasks.amazonaws.com checkout-task-role 5f2a9d3c71b84e0fa6c2
	states.amazonaws.com nightly-report-role nightly-report
	rds.amazonaws.com AWSServiceRoleForRDS SLRManagement
	autoscaling.amazonaws.com AWSServiceRoleForAutoScaling AutoScaling
`;

function resourceJson(account: string, type: string, arn: string): string {
	return `[{"accountId":"${account}","type":"AWS::${type}","ARN":"${arn}"}]`;
}

/** A service assumes a role of the account. */
export function serviceAssumesRole(scene: Scene): Draft {
	const { account, random } = scene;
	const { caller, role, session } = random.pick(assuming);
	const arn = `arn:aws:iam::${account.id}:role/${role}`;
	const version = newVersion(random);
	return call(scene, insideAws(service(caller), caller), {
		version,
		source: 'sts',
		name: 'AssumeRole',
		readOnly: true,
		requestJson: `{"roleArn":"${arn}","roleSessionName":"${session}","durationSeconds":3600}`,
		responseJson: `{"credentials":{"accessKeyId":"ASIAEXAMPLE${random.capitals(9)}","sessionToken":"EXAMPLE${random.letters(60)}==","expiration":"Mar 1, 2026, 1:12:44 PM"},"assumedRoleUser":{"assumedRoleId":"AROAEXAMPLE${role.length}QZ2KDJ4:${session}","arn":"arn:aws:sts::${account.id}:assumed-role/${role}/${session}"}}`,
		resourcesJson: resourceJson(account.id, 'IAM::Role', arn),
		sharedId: random.uuid(),
	});
}

const linked = table('caller', 'role', 'session')`
	config.amazonaws.com AWSServiceRoleForConfig configLambdaExecution
	inspector2.amazonaws.com AWSServiceRoleForAmazonInspector2 MandoService3640611
	access-analyzer.amazonaws.com AWSServiceRoleForAccessAnalyzer access-analyzer
	guardduty.amazonaws.com AWSServiceRoleForAmazonGuardDuty GuardDuty
	trustedadvisor.amazonaws.com AWSServiceRoleForTrustedAdvisor TrustedAdvisor
`;

const inventory = table('source', 'name', 'requestJson')`
	ec2 DescribeInstances {"maxResults":1000,"instancesSet":{},"filterSet":{}}
	ec2 DescribeSecurityGroups {"securityGroupSet":{},"securityGroupIdSet":{},"filterSet":{}}
	ec2 DescribeVolumes {"maxResults":"500","volumeSet":{},"filterSet":{}}
	ec2 DescribeNetworkInterfaces {"networkInterfaceIdSet":{},"filterSet":{}}
	ec2 DescribeRouteTables {"routeTableIdSet":{},"filterSet":{}}
	iam ListRoles {"maxItems":1000}
	iam ListAttachedRolePolicies {"roleName":"web-instance-role"}
	s3 ListBuckets {"Host":"s3.amazonaws.com"}
	rds DescribeDBInstances {"maxRecords":100}
	lambda ListFunctions20150331 {"maxItems":50}
	kms ListAliases {"limit":100}
	organizations DescribeOrganization null
`;

/** A scanner of AWS lists the account's resources. */
export function serviceReadsInventory(scene: Scene): Draft {
	const { random } = scene;
	const { caller, role, session } = random.pick(linked);
	const read = random.pick(inventory);
	const version = newVersion(random);
	const path = `/aws-service-role/${caller}/`;
	const identityJson = roleSession(scene, { role, path, session, invokedBy: caller });
	return call(scene, insideAws(identityJson, caller), { ...read, version, readOnly: true });
}

const keyCallers = table('caller', 'name', 'kind')`
	dynamodb.amazonaws.com GenerateDataKey AES_256
	cloudtrail.amazonaws.com GenerateDataKey AES_256
	s3.amazonaws.com Decrypt SYMMETRIC_DEFAULT
	secretsmanager.amazonaws.com Decrypt SYMMETRIC_DEFAULT
	logs.amazonaws.com GenerateDataKey AES_256
`;

/** A service requests a data key: the most frequent record of many trails. */
export function serviceUsesKey(scene: Scene): Draft {
	const { account, region, random } = scene;
	const { caller, name, kind } = random.pick(keyCallers);
	const arn = `arn:aws:kms:${region.name}:${account.id}:key/6f1d2c3b-4a59-4e68-8d77-${account.id}`;
	const context = `"encryptionContext":{"aws:${caller.split('.')[0] ?? ''}:arn":"arn:aws:s3:::examplecorp-${account.alias}-logs/${random.hex8()}"}`;
	const version = newVersion(random);
	return call(scene, insideAws(service(caller), caller), {
		version,
		source: 'kms',
		name,
		readOnly: true,
		requestJson:
			name === 'Decrypt'
				? `{"encryptionAlgorithm":"${kind}",${context}}`
				: `{"keySpec":"${kind}","keyId":"${arn}",${context}}`,
		resourcesJson: resourceJson(account.id, 'KMS::Key', arn),
		sharedId: random.uuid(),
	});
}

/** CloudTrail checks its bucket before a delivery. */
export function trailChecksBucket(scene: Scene): Draft {
	const { account, region, random } = scene;
	const bucket = `examplecorp-trail-${account.alias}`;
	const caller = 'cloudtrail.amazonaws.com';
	const version = newVersion(random);
	return call(scene, insideAws(service(caller), caller), {
		version,
		source: 's3',
		name: 'GetBucketAcl',
		readOnly: true,
		requestJson: `{"bucketName":"${bucket}","Host":"${bucket}.s3.${region.name}.amazonaws.com","acl":""}`,
		moreJson: `{"SignatureVersion":"SigV4","CipherSuite":"ECDHE-RSA-AES128-GCM-SHA256","bytesTransferredIn":${random.chance(0.5) ? '0' : '0.0'},"AuthenticationMethod":"AuthHeader","x-amz-id-2":"${random.letters(52)}=","bytesTransferredOut":${480 + random.below(200)}}`,
		resourcesJson: resourceJson(account.id, 'S3::Bucket', `arn:aws:s3:::${bucket}`),
		sharedId: random.uuid(),
		requestId: random.capitals(16),
	});
}

/** An event without a caller: keys are rotated, secrets expire. The identity has no type. */
export function serviceEvent(scene: Scene): Draft {
	const rotates = scene.random.chance(0.5);
	const caller = rotates ? 'AWS Internal' : 'secretsmanager.amazonaws.com';
	return call(scene, insideAws(accountOnly(scene, caller), caller), {
		source: rotates ? 'kms' : 'secretsmanager',
		name: rotates ? 'RotateKey' : 'SecretVersionDeletion',
		eventType: 'AwsServiceEvent',
		serviceDetailsJson: `{"keyId":"${scene.random.hex8()}-examplekey"}`,
	});
}

/** A pod of a cluster assumes its role with a web identity. */
export function podAssumesRole(scene: Scene): Draft {
	const { account, random } = scene;
	const name = random.pick(['default:api', 'billing:exporter', 'kube-system:autoscaler']);
	const version = newVersion(random);
	const pod = {
		identityJson: webIdentity(scene, name),
		address: privateAddress(random, 20, 16),
		agent:
			'aws-sdk-go-v2/1.32.2 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#arm64 api/sts#1.32.2',
	};
	return call(scene, pod, {
		version,
		source: 'sts',
		name: 'AssumeRoleWithWebIdentity',
		readOnly: true,
		requestJson: `{"roleArn":"arn:aws:iam::${account.id}:role/eks-${name.split(':')[1] ?? ''}","roleSessionName":"${1_772_000_000 + random.below(900_000)}"}`,
	});
}

/** A role of another account assumes one of ours. */
export function partnerAssumesRole(scene: Scene): Draft {
	const { account, random } = scene;
	const arn = `arn:aws:iam::${account.id}:role/cross-account-audit`;
	const version = newVersion(random);
	const partner = {
		identityJson: otherAccount('999988887777', 'partner-audit'),
		address: `198.18.9.${10 + random.below(6)}`,
		agent:
			'Boto3/1.35.36 md/Botocore#1.35.36 ua/2.0 os/linux#6.1 md/arch#x86_64 lang/python#3.12.6',
	};
	return call(scene, partner, {
		version,
		source: 'sts',
		name: 'AssumeRole',
		readOnly: true,
		requestJson: `{"roleArn":"${arn}","roleSessionName":"audit","externalId":"${random.hex8()}"}`,
		resourcesJson: resourceJson(account.id, 'IAM::Role', arn),
		sharedId: random.uuid(),
	});
}

/** Auto scaling starts and ends instances. */
export function scalingChangesFleet(scene: Scene): Draft {
	const { account, region, random } = scene;
	const ends = random.chance(0.5);
	const id = resourceId('i', random);
	const caller = 'autoscaling.amazonaws.com';
	const version = newVersion(random);
	const identityJson = roleSession(scene, {
		role: 'AWSServiceRoleForAutoScaling',
		path: `/aws-service-role/${caller}/`,
		session: 'AutoScaling',
		invokedBy: caller,
	});
	return call(scene, insideAws(identityJson, caller), {
		version,
		source: 'ec2',
		name: ends ? 'TerminateInstances' : 'RunInstances',
		requestJson: ends
			? `{"instancesSet":{"items":[{"instanceId":"${id}"}]}}`
			: `{"instancesSet":{"items":[{"imageId":"${resourceId('ami', random)}","minCount":1,"maxCount":1}]},"instanceType":"m7g.large","monitoring":{"enabled":true},"disableApiTermination":false,"clientToken":"${random.uuid()}"}`,
		responseJson: ends
			? `{"requestId":"${random.uuid()}","instancesSet":{"items":[{"instanceId":"${id}","currentState":{"code":32,"name":"shutting-down"},"previousState":{"code":16,"name":"running"}}]}}`
			: `{"requestId":"${random.uuid()}","reservationId":"${resourceId('r', random)}","ownerId":"${account.id}","groupSet":{},"instancesSet":{"items":[{"instanceId":"${id}","instanceState":{"code":0,"name":"pending"},"privateDnsName":"ip-10-20-3-${random.below(250)}.ec2.internal","amiLaunchIndex":0,"instanceType":"m7g.large","placement":{"availabilityZone":"${region.name}a","tenancy":"default"}}]}}`,
	});
}
