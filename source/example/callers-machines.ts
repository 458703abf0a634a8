import { call, deployer, insideAws, keyHolder } from './actor.ts';
import type { Actor } from './actor.ts';
import { federatedUser, identityCenterUser, roleSession, userThroughAws } from './identity.ts';
import { machines } from './organisation.ts';
import type { Draft } from './record.ts';
import { newVersion, oldVersion, privateAddress, resourceId } from './scene.ts';
import type { Scene } from './scene.ts';
import { table } from './table.ts';

// Random values are drawn in a fixed order: first the version, then the caller, then request and
// response.

const boto =
	'Boto3/1.35.36 md/Botocore#1.35.36 ua/2.0 os/linux#5.10.226 md/arch#aarch64 lang/python#3.12.6 exec-env/AWS_Lambda_python3.12';
const terraform =
	'APN/1.0 HashiCorp/1.0 Terraform/1.9.8 (+https://www.terraform.io) terraform-provider-aws/5.72.1 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.32.2 ua/2.1 os/linux lang/go#1.23.1';

const functionReads = table('source', 'name', 'requestJson')`
	secretsmanager GetSecretValue {"secretId":"prod/orders/database"}
	ssm GetParameter {"name":"/orders/feature-flags","withDecryption":true}
	ssm GetParametersByPath {"path":"/orders/","recursive":true,"maxResults":10}
	sqs GetQueueUrl {"queueName":"orders"}
	dynamodb DescribeTable {"tableName":"orders"}
	sts GetCallerIdentity null
	kms DescribeKey {"keyId":"alias/orders"}
`;
const functions = ['api-handler', 'order-events', 'image-resizer', 'nightly-report', 'webhook'];

function functionRole(scene: Scene, name: string, agent: string): Actor {
	return {
		identityJson: roleSession(scene, {
			role: `${name}-role`,
			path: '/service-role/',
			session: name,
		}),
		address: privateAddress(scene.random, 30, 4),
		agent,
	};
}

export function functionReadsData(scene: Scene): Draft {
	const { random } = scene;
	const name = random.pick(functions);
	const read = random.pick(functionReads);
	const version = newVersion(random);
	return call(scene, functionRole(scene, name, boto), { ...read, version, readOnly: true });
}

export function functionLogs(scene: Scene): Draft {
	const { random } = scene;
	const name = random.pick(functions);
	const version = newVersion(random);
	const agent = 'awslambda-worker/1.0 rusoto/0.48.0 rust/1.80.1 linux';
	return call(scene, functionRole(scene, name, agent), {
		version,
		source: 'logs',
		name: 'CreateLogStream',
		requestJson: `{"logStreamName":"2026/03/01/[$LATEST]${random.hex8()}${random.hex8()}","logGroupName":"/aws/lambda/${name}"}`,
	});
}

export function instanceReports(scene: Scene): Draft {
	const { random } = scene;
	const id = `i-0a1b2c3d4e5f6071${random.below(10)}`;
	const updates = random.chance(0.6);
	const version = newVersion(random);
	const instance = {
		identityJson: roleSession(scene, {
			role: 'web-instance-role',
			session: id,
			instanceDelivery: true,
		}),
		address: privateAddress(random, 20, 16),
		agent: 'aws-sdk-go/1.55.5 (go1.22.7; linux; arm64) amazon-ssm-agent/3.3.987.0',
	};
	return call(scene, instance, {
		version,
		source: 'ssm',
		name: updates ? 'UpdateInstanceInformation' : 'ListInstanceAssociations',
		readOnly: !updates,
		requestJson: updates
			? `{"instanceId":"${id}","agentVersion":"3.3.987.0","agentStatus":"Active","platformType":"Linux","platformName":"Amazon Linux","platformVersion":"2023","iPAddress":"10.20.3.17","computerName":"ip-10-20-3-17.ec2.internal","agentName":"amazon-ssm-agent"}`
			: `{"instanceId":"${id}","maxResults":${random.chance(0.5) ? '20' : '"20"'}}`,
	});
}

const metricReads = table('source', 'name')`
	monitoring DescribeAlarms
	monitoring ListMetrics
	logs DescribeLogGroups
	cloudformation DescribeStacks
`;

export function agentReadsMetrics(scene: Scene): Draft {
	const { random } = scene;
	const read = random.pick(metricReads);
	const version = newVersion(random);
	const agent =
		'metrics-agent/2.14.0 aws-sdk-java/2.28.16 Linux/5.15 OpenJDK_64-Bit_Server_VM/21.0.4';
	const requestJson = `{"maxRecords":100,"nextToken":"${random.letters(24)}"}`;
	const actor = keyHolder(scene, 'metrics-agent', '198.18.30.12', agent);
	return call(scene, actor, { ...read, version, readOnly: true, requestJson });
}

/** Systems Manager decrypts a parameter for a user: the source address is AWS Internal. */
export function awsInternalDecrypts(scene: Scene): Draft {
	const { account, region, random } = scene;
	const version = newVersion(random);
	const identityJson = userThroughAws(scene, random.pick(machines));
	return call(scene, insideAws(identityJson, 'AWS Internal'), {
		version,
		source: 'kms',
		name: 'Decrypt',
		readOnly: true,
		requestJson: `{"encryptionContext":{"PARAMETER_ARN":"arn:aws:ssm:${region.name}:${account.id}:parameter/orders/token-${random.below(40)}"},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}`,
		resourcesJson: `[{"accountId":"${account.id}","type":"AWS::KMS::Key","ARN":"arn:aws:kms:${region.name}:${account.id}:key/0e5d0ab6-097e-49d8-99ef-${account.id}"}]`,
	});
}

export function backupRuns(scene: Scene): Draft {
	const { account, random } = scene;
	const makes = random.chance(0.6);
	const id = resourceId('snap', random);
	const version = newVersion(random);
	const agent =
		'aws-cli/2.18.5 md/awscrt#0.22.0 ua/2.0 os/linux#6.8 md/arch#x86_64 lang/python#3.12.6 cfg/retry-mode#standard md/command#ec2.create-snapshot';
	return call(scene, keyHolder(scene, 'backup', '10.40.0.15', agent), {
		version,
		source: 'ec2',
		name: makes ? 'CreateSnapshot' : 'DeleteSnapshot',
		requestJson: makes
			? `{"volumeId":"${resourceId('vol', random)}","description":"nightly\\n\\tkept 14 days","tagSpecificationSet":{"items":[{"resourceType":"snapshot","tags":[{"key":"keep","value":true}]}]}}`
			: `{"snapshotId":"${id}","force":false}`,
		responseJson: makes
			? `{"requestId":"${random.uuid()}","snapshotId":"${id}","volumeSize":${8 << random.below(6)},"status":"pending","ownerId":"${account.id}","encrypted":true}`
			: `{"requestId":"${random.uuid()}","_return":true}`,
	});
}

const deployments = table('source', 'name', 'requestJson')`
	cloudformation CreateChangeSet {"stackName":"orders","changeSetName":"release"}
	cloudformation DeleteChangeSet {"stackName":"orders","changeSetName":"release"}
	lambda UpdateFunctionCode20150331v2 {"functionName":"api-handler","publish":true}
	codedeploy CreateDeployment {"applicationName":"checkout","ignoreApplicationStopFailures":false}
	ecs RegisterTaskDefinition {"family":"checkout","cpu":"512","memory":"1024"}
	ecr PutImage {"repositoryName":"checkout","imageTag":"2026.03.1"}
	logs CreateLogGroup {"logGroupName":"/ecs/checkout"}
	logs DeleteLogGroup {"logGroupName":"/ecs/checkout-old"}
	ec2 CreateTags {"resourcesSet":{"items":[{"resourceId":"i-0a1b2c3d4e5f60718"}]},"tagSet":{"items":[{"key":"release","value":"2026.03.1"}]}}
	elasticloadbalancing CreateRule {"priority":10}
	dynamodb UpdateTable {"tableName":"orders","billingMode":"PAY_PER_REQUEST"}
	s3 CreateBucket {"bucketName":"examplecorp-preview","Host":"s3.amazonaws.com"}
`;

export function deployChanges(scene: Scene): Draft {
	const { random } = scene;
	const change = random.pick(deployments);
	const version = newVersion(random);
	return call(scene, deployer(scene, terraform), {
		...change,
		version,
		responseJson: random.chance(0.5) ? '{}' : `{"requestId":"${random.uuid()}"}`,
	});
}

/** Data events of the data lake's bucket. */
export function lakeTouchesObject(scene: Scene): Draft {
	const { account, region, random } = scene;
	const writes = random.chance(0.25);
	const bucket = `examplecorp-lake-${region.name}`;
	const key = `events/day=${random.below(28) + 1}/part-${random.hex8()}.parquet`;
	const host = `${bucket}.s3.${region.name}.amazonaws.com`;
	const version = newVersion(random);
	const session = `worker-${random.below(12)}`;
	const worker = {
		identityJson: roleSession(scene, { role: 'lake-worker', session }),
		address: `10.50.1.${1 + random.below(250)}`,
		agent: '[aws-sdk-java/2.28.16 Linux/5.10 OpenJDK_64-Bit_Server_VM/17.0.12 spark/3.5]',
	};
	return call(scene, worker, {
		version,
		source: 's3',
		name: writes ? 'PutObject' : 'GetObject',
		readOnly: !writes,
		requestJson: `{"bucketName":"${bucket}","Host":"${host}","key":"${key}"}`,
		moreJson: `{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":${writes ? random.below(9_000_000) : 0},"AuthenticationMethod":"AuthHeader","x-amz-id-2":"${random.letters(52)}=","bytesTransferredOut":${random.below(9_000_000)}}`,
		resourcesJson: `[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::${bucket}/${key}"},{"accountId":"${account.id}","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::${bucket}"}]`,
		category: 'Data',
		requestId: random.capitals(16),
		host,
	});
}

const oldCalls = table('source', 'name', 'requestJson')`
	ec2 DescribeInstances {"instancesSet":{"item":[{"instanceId":"i-7b0c1d2e"}]},"filterSet":{}}
	s3 GetBucketLocation {"bucketName":"examplecorp-archive","location":[""]}
	elasticloadbalancing DescribeLoadBalancers {"pageSize":400}
	sdb ListDomains null
	autoscaling SetDesiredCapacity {"desiredCapacity":4,"autoScalingGroupName":"web","honorCooldown":false}
	cloudfront ListDistributions2016_01_28 {"maxItems":"100"}
`;

/** An old tool whose records have old versions. */
export function oldToolCalls(scene: Scene): Draft {
	const { random } = scene;
	const old = random.pick(oldCalls);
	const version = oldVersion(random);
	const address = random.chance(0.06) ? '08.1.250.216' : '198.51.100.130';
	const tool = keyHolder(scene, 'svc-reports', address, '[Boto/2.49.0 Python/2.7.18 Linux/3.10.0]');
	return call(scene, tool, { ...old, version, readOnly: !old.name.startsWith('Set') });
}

const harmless = table('source', 'name', 'code', 'message')`
	s3 GetBucketPolicy NoSuchBucketPolicy The bucket policy does not exist
	s3 GetBucketCors NoSuchCORSConfiguration The CORS configuration does not exist
	s3 GetBucketTagging NoSuchTagSet The TagSet does not exist
	ec2 DescribeInstances Client.RequestLimitExceeded Request limit exceeded.
	monitoring GetMetricData ThrottlingException Rate exceeded
	iam GetRole NoSuchEntityException The role with name preview cannot be found.
	lambda GetPolicy20150331v2 ResourceNotFoundException
`;

/** Ordinary errors that nobody needs to look at. */
export function harmlessError(scene: Scene): Draft {
	const { source, name, code, message } = scene.random.pick(harmless);
	const version = newVersion(scene.random);
	return call(scene, deployer(scene, terraform), {
		version,
		source,
		name,
		readOnly: true,
		ending: [code, message],
		requestJson: '{"bucketName":"examplecorp-preview"}',
	});
}

/** A broker's federated sessions read the data lake's catalogue. */
export function federatedReads(scene: Scene): Draft {
	const { random } = scene;
	const version = newVersion(random);
	const identityJson = federatedUser(scene, random.pick(['analyst-1', 'analyst-2']));
	const analyst = { identityJson, address: '198.18.9.30', agent: boto };
	return call(scene, analyst, {
		version,
		source: 'glue',
		name: random.pick(['GetTables', 'GetPartitions', 'BatchGetPartition']),
		readOnly: true,
		requestJson: `{"databaseName":"lake","maxResults":${random.chance(0.5) ? '100' : '"100"'}}`,
	});
}

/** A sign-in at the access portal: only the additional data has the user's name. */
export function portalSignsIn(scene: Scene): Draft {
	const { random } = scene;
	const name = random.pick(['ada', 'bob', 'grace']);
	const version = newVersion(random);
	const someone = {
		identityJson: identityCenterUser(scene, `94482488-3041-7005-${name}-example`),
		address: '198.51.100.9',
		agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0',
	};
	return call(scene, someone, {
		version,
		source: 'sso',
		name: random.pick(['Authenticate', 'ListApplications', 'Federate']),
		moreJson: `{"UserName":"${name}@example.com","CredentialType":"PASSWORD"}`,
		eventType: 'AwsServiceEvent',
		host: undefined,
	});
}
