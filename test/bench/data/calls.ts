import { iamUser, rootUser } from './identity.ts';
import type { Json, Maker } from './maker.ts';

/** What a call adds to the fields that every record has, or puts in their place. */
export type Call = (make: Maker, account: string, region: string) => Json;

const bucketCall =
	(eventName: string): Call =>
	make => {
		const bucket = `team-${make.skewed(40)}-data`;
		return {
			eventSource: 's3.amazonaws.com',
			eventName,
			requestParameters: {
				bucketName: bucket,
				Host: `${bucket}.s3.amazonaws.com`,
				...(eventName === 'GetObject' && {
					key: `year=2026/month=03/part-${make.int(90000)}.parquet`,
				}),
			},
			responseElements: null,
			additionalEventData: {
				SignatureVersion: 'SigV4',
				CipherSuite: 'TLS_AES_128_GCM_SHA256',
				bytesTransferredIn: 0,
				AuthenticationMethod: 'AuthHeader',
				'x-amz-id-2': make.base64(76),
				bytesTransferredOut: make.skewed(100_000),
			},
			requestID: make.upper(16),
			readOnly: true,
			resources: [
				{ type: 'AWS::S3::Object', ARNPrefix: `arn:aws:s3:::${bucket}/` },
				{ accountId: '111122223333', type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucket}` },
			],
		};
	};

const describeCall =
	(eventName: string, key: string): Call =>
	make => ({
		eventSource: 'ec2.amazonaws.com',
		eventName,
		requestParameters: {
			[key]: {
				items: Array.from({ length: make.skewed(4) }, () => ({ id: `i-0${make.hex(16)}` })),
			},
			...(make.chance(0.5) && { filterSet: {} }),
			...(make.chance(0.3) && { maxResults: 1000 }),
		},
		responseElements: null,
		requestID: make.uuid(),
		readOnly: true,
	});

/** What most of a trail consists of; the first ones are the most common. */
const reads: readonly Call[] = [
	bucketCall('GetObject'),
	(make, account) => ({
		eventSource: 'sts.amazonaws.com',
		eventName: 'AssumeRole',
		requestParameters: {
			roleArn: `arn:aws:iam::${account}:role/svc-${make.skewed(60)}`,
			roleSessionName: `session-${make.int(100_000)}`,
			durationSeconds: 3600,
		},
		responseElements: {
			credentials: {
				accessKeyId: `ASIAEXAMPLE${make.upper(9)}`,
				expiration: 'Mar 1, 2026, 1:00:00 PM',
				sessionToken: make.base64(800),
			},
			assumedRoleUser: {
				assumedRoleId: `AROAEXAMPLE:session-${make.int(100_000)}`,
				arn: `arn:aws:sts::${account}:assumed-role/svc/session-${make.int(100_000)}`,
			},
		},
		requestID: make.uuid(),
		readOnly: true,
		sharedEventID: make.uuid(),
	}),
	(make, account) => ({
		eventSource: 'kms.amazonaws.com',
		eventName: 'Decrypt',
		requestParameters: {
			encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
			encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::team-${make.skewed(40)}-data` },
		},
		responseElements: null,
		requestID: make.uuid(),
		readOnly: true,
		resources: [
			{
				accountId: account,
				type: 'AWS::KMS::Key',
				ARN: `arn:aws:kms:us-east-1:${account}:key/0000${make.skewed(30)}`,
			},
		],
	}),
	describeCall('DescribeInstances', 'instancesSet'),
	describeCall('DescribeNetworkInterfaces', 'networkInterfaceIdSet'),
	describeCall('DescribeVolumes', 'volumeSet'),
	bucketCall('GetBucketAcl'),
	make => ({
		eventSource: `svc${make.skewed(30)}.amazonaws.com`,
		eventName: `${make.pick(['List', 'Get', 'Describe', 'Put'])}Thing${make.skewed(120)}`,
		...(make.chance(0.3) && {
			errorCode: make.pick(['AccessDenied', 'ThrottlingException', 'ValidationException']),
			errorMessage: `User is not authorized to perform this on resource thing-${make.skewed(500)}`,
		}),
		requestParameters: {
			[`thing${make.skewed(25)}Name`]: `thing-${make.skewed(3000)}`,
			maxResults: make.pick([50, 100, '50']),
		},
		responseElements: null,
		requestID: make.uuid(),
		readOnly: make.chance(0.8),
	}),
];

/** A login by password: one in seven fails. */
const consoleLogin: Call = (make, account) => {
	const failed = make.chance(0.15);
	return {
		userIdentity: make.chance(0.05) ? rootUser(account) : iamUser(make, account),
		eventSource: 'signin.amazonaws.com',
		eventName: 'ConsoleLogin',
		...(failed && { errorMessage: 'Failed authentication' }),
		requestParameters: null,
		responseElements: { ConsoleLogin: failed ? 'Failure' : 'Success' },
		additionalEventData: {
			LoginTo: 'https://console.aws.amazon.com/console/home?hashArgs=%23&isauthcode=true',
			MobileVersion: 'No',
			MFAUsed: make.chance(0.7) ? 'Yes' : 'No',
		},
		readOnly: false,
		eventType: 'AwsConsoleSignIn',
	};
};

const write =
	(service: string, names: readonly string[], parameters: (make: Maker) => Json): Call =>
	make => ({
		eventSource: `${service}.amazonaws.com`,
		eventName: make.pick(names),
		...(make.chance(0.08) && {
			errorCode: 'AccessDenied',
			errorMessage: `User is not authorized to perform this on resource thing-${make.skewed(500)}`,
		}),
		requestParameters: parameters(make),
		responseElements: make.chance(0.5) ? { _return: true } : null,
		requestID: make.uuid(),
		readOnly: false,
	});

const deletions: readonly Call[] = [
	write('s3', ['DeleteObject', 'DeleteObjects', 'DeleteBucket'], make => ({
		bucketName: `team-${make.skewed(40)}-data`,
		key: `tmp/${make.hex(12)}`,
	})),
	write(
		'ec2',
		['DeleteNetworkInterface', 'DeleteTags', 'DeleteVolume', 'DeleteSnapshot'],
		make => ({
			resourceId: `eni-0${make.hex(16)}`,
		}),
	),
	write('logs', ['DeleteLogStream', 'DeleteLogGroup'], make => ({
		logGroupName: `/aws/lambda/job-${make.skewed(200)}`,
	})),
	write('iam', ['DeleteAccessKey', 'DeleteUser', 'DeleteRolePolicy'], make => ({
		userName: `temp-${make.skewed(80)}`,
	})),
];

/** Changes of who may do what, and of what the network lets through. */
const changes: readonly Call[] = [
	write(
		'ec2',
		['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress', 'CreateSecurityGroup'],
		make => ({
			groupId: `sg-0${make.skewed(300).toString(16).padStart(16, '0')}`,
			ipPermissions: {
				items: [
					{
						ipProtocol: 'tcp',
						fromPort: make.pick([443, 22, 3389]),
						toPort: 443,
						groups: {},
						ipRanges: { items: [{ cidrIp: make.chance(0.1) ? '0.0.0.0/0' : '10.0.0.0/8' }] },
					},
				],
			},
		}),
	),
	write('ec2', ['RunInstances', 'TerminateInstances', 'StopInstances'], make => ({
		instancesSet: { items: [{ instanceId: `i-0${make.hex(16)}` }] },
	})),
	write('iam', ['AttachRolePolicy', 'CreateAccessKey', 'CreateUser', 'CreateRole'], make => ({
		roleName: `svc-${make.skewed(60)}`,
		policyArn: 'arn:aws:iam::aws:policy/SecurityAudit',
	})),
	write('s3', ['PutBucketPolicy', 'CreateBucket', 'PutBucketAcl'], make => ({
		bucketName: `team-${make.skewed(40)}-data`,
	})),
	write('cloudtrail', ['UpdateTrail', 'StopLogging', 'StartLogging'], () => ({
		name: 'org-trail',
	})),
];

const readsOfSecurity: readonly Call[] = [
	describeCall('DescribeSecurityGroups', 'securityGroupSet'),
	make => ({
		eventSource: 'securityhub.amazonaws.com',
		eventName: make.pick(['GetFindings', 'BatchGetSecurityControls', 'DescribeHub']),
		requestParameters: { maxResults: 100, nextToken: make.base64(120) },
		responseElements: null,
		requestID: make.uuid(),
		readOnly: true,
	}),
];

/** The shares that a mid-size organisation's trail was seen to have. */
export function anyCall(make: Maker): Call {
	const kind = make.random();
	if (kind < 0.004) {
		return consoleLogin;
	}

	if (kind < 0.024) {
		return make.pick(deletions);
	}

	if (kind < 0.039) {
		return make.pick(changes);
	}

	return kind < 0.065 ? make.pick(readsOfSecurity) : make.pick(reads);
}
