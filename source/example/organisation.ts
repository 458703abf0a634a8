import { hashText, Random } from './random.ts';

export interface ExampleAccount {
	/** Twelve digits. */
	readonly id: string;
	readonly alias: string;
	/** Share of the organisation's records. */
	readonly weight: number;
	/** Whether it also has its own trail, which writes to the same bucket as the organisation's. */
	readonly hasOwnTrail: boolean;
}

export interface ExampleRegion {
	readonly name: string;
	readonly weight: number;
	/** Hours that its people's working day is ahead of UTC. */
	readonly offsetHours: number;
}

/** The `_sourceCategory` of every record of the example trail. */
export const exampleSourceCategory = 'AWS_EAGLE';

export const organisationId = 'o-exampletrl';

export const exampleAccounts: readonly ExampleAccount[] = [
	{ id: '111122223333', alias: 'prod', weight: 0.4, hasOwnTrail: true },
	{ id: '444455556666', alias: 'data', weight: 0.25, hasOwnTrail: false },
	{ id: '777788889999', alias: 'sandbox', weight: 0.2, hasOwnTrail: true },
	{ id: '123456789012', alias: 'security', weight: 0.15, hasOwnTrail: false },
];

export const exampleRegions: readonly ExampleRegion[] = [
	{ name: 'us-east-1', weight: 0.4, offsetHours: -5 },
	{ name: 'us-west-2', weight: 0.15, offsetHours: -8 },
	{ name: 'eu-west-1', weight: 0.2, offsetHours: 0 },
	{ name: 'eu-central-1', weight: 0.15, offsetHours: 1 },
	{ name: 'ap-southeast-2', weight: 0.1, offsetHours: 10 },
];

export const [prod, data, sandbox, security] = exampleAccounts as readonly [
	ExampleAccount,
	ExampleAccount,
	ExampleAccount,
	ExampleAccount,
];

/** The region in which global services such as IAM are recorded. */
export const [homeRegion] = exampleRegions as readonly [ExampleRegion];

/** The people, each with their usual address. */
export const people: readonly { readonly name: string; readonly address: string }[] = [
	{ name: 'ada', address: '198.51.100.7' },
	{ name: 'bob', address: '198.51.100.41' },
	{ name: 'carol', address: '198.51.100.77' },
	{ name: 'dave', address: '203.0.113.20' },
	{ name: 'erin', address: '2001:db8:10:1::a5' },
	{ name: 'frank', address: '198.18.4.19' },
	{ name: 'grace', address: '198.18.64.8' },
	{ name: 'heidi', address: '2001:db8:20:7::1f' },
];

/** The administrators that panels watch: names of users and of role sessions. */
export const exampleAdministrators: readonly string[] = [
	'ada@example.com',
	'bob@example.com',
	'carol',
];

/** IAM users that programs use. */
export const machines = ['deploy-bot', 'backup', 'svc-reports', 'metrics-agent'] as const;

/** The user whose access key leaks in the story. */
export const leakedUser = 'svc-reports';

/** The user that the intruder creates. */
export const plantedUser = 'supp0rt';

const ids = new Map<string, string>();
const idsMax = 10_000;

/**
 * A stable id in the form of AWS, such as `AIDAEXAMPLE…` (21 characters), for a name in an account.
 */
export function idOf(
	kind: 'AIDA' | 'AROA' | 'AKIA' | 'ASIA',
	account: string,
	name: string,
): string {
	const key = `${kind} ${account} ${name}`;
	let id = ids.get(key);

	if (id === undefined) {
		const length = kind === 'AKIA' || kind === 'ASIA' ? 9 : 10;
		id = `${kind}EXAMPLE${new Random(hashText(key)).capitals(length)}`;

		if (ids.size < idsMax) {
			ids.set(key, id);
		}
	}

	return id;
}
