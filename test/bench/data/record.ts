import { anyCall } from './calls.ts';
import { anyone } from './identity.ts';
import type { Json, Maker } from './maker.ts';

const accounts = ['111122223333', '222233334444', '333344445555', '444455556666'];
const regions = ['us-east-1', 'eu-central-1', 'us-west-2', 'eu-west-1', 'ap-southeast-2'];
const agents = [
	'aws-cli/2.15.30 Python/3.11.8 Linux/6.1.79-99.164.amzn2023.x86_64 exe/x86_64.amzn.2023 prompt/off command/s3api.get-object',
	'Boto3/1.34.51 md/Botocore#1.34.51 ua/2.0 os/linux#6.1.79 md/arch#x86_64 lang/python#3.12.2 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.34.51',
	'[aws-sdk-java/2.25.11 Linux/5.10.210 OpenJDK_64-Bit_Server_VM/17.0.10+7-LTS Java/17.0.10 kotlin/1.9.22]',
	'APN/1.0 HashiCorp/1.0 Terraform/1.7.4 (+https://www.terraform.io) terraform-provider-aws/5.40.0',
	'console.amazonaws.com',
];

/** One record of a busy organisation's trail: about 1.5 kB and 32 values. */
export function record(make: Maker, timeMs: number): Json {
	const account = make.pick(accounts);
	const region = make.pick(regions);
	const at = new Date(timeMs).toISOString().slice(0, 19) + 'Z';
	const call = anyCall(make)(make, account, region);
	const { userIdentity, requestParameters, responseElements, errorCode, errorMessage, ...most } =
		call;
	const { eventSource, eventName, eventType, ...rest } = most;
	return {
		eventVersion: make.pick(['1.08', '1.09', '1.11']),
		userIdentity: userIdentity ?? anyone(make, account, at),
		eventTime: at,
		eventSource,
		eventName,
		awsRegion: region,
		sourceIPAddress: make.chance(0.2) ? eventSource : address(make),
		userAgent: make.pick(agents),
		...(errorCode !== undefined && { errorCode }),
		...(errorMessage !== undefined && { errorMessage }),
		requestParameters,
		responseElements,
		...rest,
		eventID: make.uuid(),
		eventType: eventType ?? 'AwsApiCall',
		managementEvent: true,
		recipientAccountId: account,
		...(make.chance(0.3) && {
			vpcEndpointId: `vpce-0${make.skewed(20).toString(16).padStart(16, '0')}`,
		}),
		eventCategory: 'Management',
		...(make.chance(0.6) && {
			tlsDetails: {
				tlsVersion: 'TLSv1.3',
				cipherSuite: 'TLS_AES_128_GCM_SHA256',
				clientProvidedHostHeader: `${String(eventSource).split('.')[0]}.${region}.amazonaws.com`,
			},
		}),
	};
}

function address(make: Maker): string {
	return make.chance(0.1)
		? `203.0.${make.skewed(113)}.${make.int(250)}`
		: `10.${make.skewed(60)}.${make.skewed(250)}.${make.int(250)}`;
}
