import { call, insideAws, person } from './actor.ts';
import type { Actor, Maker } from './actor.ts';
import { roleSession } from './identity.ts';
import { data, exampleRegions, prod, sandbox, security } from './organisation.ts';
import type { ExampleRegion } from './organisation.ts';
import type { Scene } from './scene.ts';
import { table } from './table.ts';
import type { Teller } from './teller.ts';
import { minuteMs } from '../text/duration.ts';

const [, west, ireland] = exampleRegions as readonly [ExampleRegion, ExampleRegion, ExampleRegion];

/** What a job that starts too many workers at once asks too often. */
const hurried = table('source', 'name', 'code', 'requestJson')`
	dynamodb DescribeTable ThrottlingException {"tableName":"order-events"}
	dynamodb UpdateTable ThrottlingException {"tableName":"order-events","billingMode":"PAY_PER_REQUEST"}
	s3 GetBucketLocation SlowDown {"bucketName":"examplecorp-lake-eu-west-1"}
	lambda GetFunctionConfiguration20150331v2 TooManyRequestsException {"functionName":"image-resizer"}
	ec2 DescribeInstances Client.RequestLimitExceeded {"instancesSet":{},"filterSet":{}}
	autoscaling DescribeAutoScalingGroups Throttling {"maxRecords":100}
`;

/** What AWS does not have, cannot do, or does not let the account have. */
const lacking = table('source', 'name', 'code', 'requestJson', 'message')`
	ec2 RunInstances Server.InsufficientInstanceCapacity {"instanceType":"g6.12xlarge"} There is not enough capacity of this type in the Availability Zone.
	ec2 RunInstances Server.InsufficientInstanceCapacity {"instanceType":"g6.12xlarge"} There is not enough capacity of this type in the Availability Zone.
	elasticache CreateCacheCluster InsufficientCacheClusterCapacity {"cacheClusterId":"sessions-2"} There is not enough capacity of this node type in the Availability Zone.
	redshift ResizeCluster InsufficientClusterCapacity {"clusterIdentifier":"warehouse"} There is not enough capacity of this node type in the Availability Zone.
	rds ModifyDBInstance InternalFailure {"dBInstanceIdentifier":"orders"} The request failed because of an internal error.
	ec2 AttachVolume Server.InternalError {"volumeId":"vol-0a1b2c3d4e5f60718"} An internal error has occurred
	lambda UpdateFunctionConfiguration20150331v2 ServiceException {"functionName":"image-resizer"} The service failed to handle the request.
	elasticloadbalancing RegisterTargets ServiceUnavailable {"targetGroupArn":"web"} The service cannot handle the request now.
	rds CreateDBInstance InstanceQuotaExceeded {"dBInstanceIdentifier":"preview-41"} The account has as many instances as it may have.
	elasticloadbalancing CreateLoadBalancer TooManyLoadBalancers {"loadBalancerName":"preview-41"} The account has as many load balancers as it may have.
	autoscaling CreateAutoScalingGroup LimitExceeded {"autoScalingGroupName":"preview-41"} The account has as many groups as it may have.
`;

function lakeJob(scene: Scene): Actor {
	return {
		identityJson: roleSession(scene, {
			role: 'lake-worker',
			session: `worker-${100 + scene.random.below(40)}`,
		}),
		address: `10.50.1.${1 + scene.random.below(250)}`,
		agent: 'Boto3/1.35.36 md/Botocore#1.35.36 ua/2.0 os/linux#5.10.226 lang/python#3.12.6',
	};
}

function scaling(scene: Scene): Actor {
	const caller = 'autoscaling.amazonaws.com';
	const identityJson = roleSession(scene, {
		role: 'AWSServiceRoleForAutoScaling',
		path: `/aws-service-role/${caller}/`,
		session: 'AutoScaling',
		invokedBy: caller,
	});
	return insideAws(identityJson, caller);
}

/** A job that starts too many workers, and an hour in which AWS lacks machines: no attack, only a bad hour. */
export function strain(teller: Teller, atMs: number): void {
	for (let index = 0; index < 48; index++) {
		const { source, name, code, requestJson } = hurried[
			index % hurried.length
		] as (typeof hurried)[number];
		const readOnly = !name.startsWith('Update');
		const hurry: Maker = scene =>
			call(scene, lakeJob(scene), {
				source,
				name,
				readOnly,
				requestJson,
				ending: [code, 'Rate exceeded'],
			});
		teller.tell(atMs + 20 * minuteMs, data, ireland, hurry, 4 * minuteMs);
	}

	for (const [index, { source, name, code, requestJson, message }] of lacking.entries()) {
		const lack: Maker = scene =>
			call(scene, scaling(scene), { source, name, requestJson, ending: [code, message] });

		for (const account of [prod, sandbox]) {
			teller.tell(atMs + (2 + 5 * index) * minuteMs, account, west, lack, minuteMs);
		}
	}
}

/** What Ada of the security team turns on afterwards. */
const standards = table('name', 'requestJson')`
	BatchEnableStandards {"StandardsSubscriptionRequests":[{"StandardsArn":"arn:aws:securityhub:us-east-1::standards/cis-aws-foundations-benchmark/v/3.0.0"}]}
	UpdateStandardsControl {"StandardsControlArn":"arn:aws:securityhub:us-east-1:123456789012:control/cis-aws-foundations-benchmark/v/3.0.0/4.15","ControlStatus":"ENABLED"}
`;

export function harden(teller: Teller, atMs: number): void {
	const tell = teller.from(atMs, security);
	for (const [index, { name, requestJson }] of standards.entries()) {
		tell(2 * index, scene =>
			call(scene, person(scene, 0), {
				source: 'securityhub',
				name,
				requestJson,
				responseJson: 'null',
			}),
		);
	}
}
