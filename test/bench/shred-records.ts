/** Seeded records that look like a busy organisation's trail: about 1.4 kB and 32 values each. */

/** Same numbers for the same seed, everywhere. */
function seededRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

type Json = Record<string, unknown>;

class Maker {
	readonly random: () => number;
	constructor(seed: number) {
		this.random = seededRandom(seed);
	}

	int(below: number): number {
		return Math.floor(this.random() * below);
	}

	/** Low indexes are much more common. */
	skewed(below: number): number {
		return Math.floor(below * this.random() ** 3);
	}

	chars(alphabet: string, length: number): string {
		let text = '';
		for (let at = 0; at < length; at += 1) {
			text += alphabet[this.int(alphabet.length)];
		}

		return text;
	}

	hex(length: number): string {
		return this.chars('0123456789abcdef', length);
	}

	uuid(): string {
		return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-a${this.hex(3)}-${this.hex(12)}`;
	}

	base64(length: number): string {
		return this.chars('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', length);
	}

	upper(length: number): string {
		return this.chars('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', length);
	}

	pick<Item>(items: readonly Item[]): Item {
		return items[this.skewed(items.length)] as Item;
	}
}

const accounts = ['111122223333', '222233334444', '333344445555', '444455556666'];
const regions = ['us-east-1', 'eu-central-1', 'us-west-2', 'eu-west-1', 'ap-southeast-2'];
const agents = [
	'aws-cli/2.15.30 Python/3.11.8 Linux/6.1.79-99.164.amzn2023.x86_64 exe/x86_64.amzn.2023 prompt/off command/s3api.get-object',
	'Boto3/1.34.51 md/Botocore#1.34.51 ua/2.0 os/linux#6.1.79 md/arch#x86_64 lang/python#3.12.2 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.34.51',
	'[aws-sdk-java/2.25.11 Linux/5.10.210 OpenJDK_64-Bit_Server_VM/17.0.10+7-LTS Java/17.0.10 kotlin/1.9.22]',
	'APN/1.0 HashiCorp/1.0 Terraform/1.7.4 (+https://www.terraform.io) terraform-provider-aws/5.40.0',
	'console.amazonaws.com',
];
const users = ['ada', 'bob', 'carol', 'dan', 'erin', 'frank', 'grace', 'heidi', 'ivan', 'judy'];

function identity(make: Maker, account: string, at: string): Json {
	const kind = make.random();
	if (kind < 0.2) {
		const name = make.pick(users);
		return {
			type: 'IAMUser',
			principalId: `AIDA${name.toUpperCase().padEnd(17, 'X')}`,
			arn: `arn:aws:iam::${account}:user/${name}`,
			accountId: account,
			accessKeyId: `AKIAEXAMPLE${name.toUpperCase().padEnd(9, '7')}`,
			userName: name,
		};
	}

	if (kind < 0.35) {
		return {
			type: 'AWSService',
			invokedBy: make.pick(['lambda.amazonaws.com', 'ec2.amazonaws.com']),
		};
	}

	const role = `svc-${make.skewed(60)}`;
	const session =
		make.random() < 0.5 ? `i-0${make.skewed(400).toString(16).padStart(16, 'a')}` : make.hex(16);
	return {
		type: 'AssumedRole',
		principalId: `AROA${role.toUpperCase().replace('-', '').padEnd(17, 'Q')}:${session}`,
		arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
		accountId: account,
		accessKeyId: `ASIAEXAMPLE${make.upper(9)}`,
		sessionContext: {
			sessionIssuer: {
				type: 'Role',
				principalId: `AROA${role.toUpperCase().replace('-', '').padEnd(17, 'Q')}`,
				arn: `arn:aws:iam::${account}:role/${role}`,
				accountId: account,
				userName: role,
			},
			...(make.random() < 0.8 && { webIdFederationData: {} }),
			attributes: { creationDate: at.slice(0, 14) + '00:00Z', mfaAuthenticated: 'false' },
			...(make.random() < 0.3 && { ec2RoleDelivery: '2.0' }),
		},
	};
}

type Call = (make: Maker, account: string, region: string) => Json;

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
			...(make.random() < 0.5 && { filterSet: {} }),
			...(make.random() < 0.3 && { maxResults: 1000 }),
		},
		responseElements: null,
		requestID: make.uuid(),
		readOnly: true,
	});

const calls: readonly Call[] = [
	bucketCall('GetObject'),
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
				sessionToken: make.base64(420),
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
	describeCall('DescribeInstances', 'instancesSet'),
	describeCall('DescribeNetworkInterfaces', 'networkInterfaceIdSet'),
	describeCall('DescribeVolumes', 'volumeSet'),
	bucketCall('GetBucketAcl'),
	make => ({
		eventSource: `svc${make.skewed(30)}.amazonaws.com`,
		eventName: `${make.pick(['List', 'Get', 'Describe', 'Put'])}Thing${make.skewed(120)}`,
		...(make.random() < 0.3 && {
			errorCode: make.pick(['AccessDenied', 'ThrottlingException', 'ValidationException']),
			errorMessage: `User is not authorized to perform this on resource thing-${make.skewed(500)}`,
		}),
		requestParameters: {
			[`thing${make.skewed(25)}Name`]: `thing-${make.skewed(3000)}`,
			maxResults: make.pick([50, 100, '50']),
		},
		responseElements: null,
		requestID: make.uuid(),
		readOnly: make.random() < 0.8,
	}),
];

function record(make: Maker, timeMs: number): Json {
	const account = make.pick(accounts);
	const region = make.pick(regions);
	const at = new Date(timeMs).toISOString().slice(0, 19) + 'Z';
	const {
		requestParameters,
		responseElements,
		errorCode,
		errorMessage,
		eventSource,
		eventName,
		...rest
	} = make.pick(calls)(make, account, region);
	return {
		eventVersion: make.pick(['1.08', '1.09', '1.11']),
		userIdentity: identity(make, account, at),
		eventTime: at,
		eventSource,
		eventName,
		awsRegion: region,
		sourceIPAddress:
			make.random() < 0.2
				? eventSource
				: `10.${make.skewed(60)}.${make.skewed(250)}.${make.int(250)}`,
		userAgent: make.pick(agents),
		...(errorCode !== undefined && { errorCode, errorMessage }),
		requestParameters,
		responseElements,
		...rest,
		eventID: make.uuid(),
		eventType: 'AwsApiCall',
		managementEvent: true,
		recipientAccountId: account,
		...(make.random() < 0.3 && {
			vpcEndpointId: `vpce-0${make.skewed(20).toString(16).padStart(16, '0')}`,
		}),
		eventCategory: 'Management',
		...(make.random() < 0.6 && {
			tlsDetails: {
				tlsVersion: 'TLSv1.3',
				cipherSuite: 'TLS_AES_128_GCM_SHA256',
				clientProvidedHostHeader: `${String(eventSource).split('.')[0]}.${region}.amazonaws.com`,
			},
		}),
	};
}

export interface BenchObject {
	/** A whole delivered object, inflated. */
	readonly bytes: Uint8Array;
	/** Pairs of start and end of its records. */
	readonly spans: Uint32Array;
}

/** Objects of 40 to 400 records, about ten records a second. */
export function benchObjects(recordCount: number, seed = 7): BenchObject[] {
	const make = new Maker(seed);
	const objects: BenchObject[] = [];
	let timeMs = Date.UTC(2026, 2, 1, 12);
	for (let left = recordCount; left > 0;) {
		const texts: string[] = [];
		const spans: number[] = [];
		let length = 12;
		for (let count = Math.min(left, 40 + make.int(360)); count > 0; count -= 1, left -= 1) {
			timeMs += make.int(200);
			const text = JSON.stringify(record(make, timeMs));
			spans.push(length, length + text.length);
			length += text.length + 1;
			texts.push(text);
		}

		objects.push({
			bytes: Buffer.from(`{"Records":[${texts.join(',')}]}`),
			spans: Uint32Array.from(spans),
		});
	}

	return objects;
}
