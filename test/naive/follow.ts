import { fieldOf, type NaiveRecord } from './record.ts';
import { type Context, NaiveRow, type Rows, setColumn } from './row.ts';
import { tellShortPast } from './past.ts';
import { asText } from './value.ts';

const prefix: Readonly<Record<string, string>> = {
	IAMUser: 'user',
	AssumedRole: 'role',
	Role: 'role',
	SAMLUser: 'saml',
	WebIdentityUser: 'web',
	FederatedUser: 'federated',
	IdentityCenterUser: 'identity-center',
	AWSService: 'service',
	AWSAccount: 'account',
};

function of(row: NaiveRow, path: string): string | undefined {
	const value = asText(row.get(`userIdentity.${path}`));
	return value === '' ? undefined : value;
}

function isRole(row: NaiveRow): boolean {
	return (
		['AssumedRole', 'Role'].includes(of(row, 'type') ?? '') ||
		!!of(row, 'arn')?.includes(':assumed-role/')
	);
}

function nameOf(row: NaiveRow): string {
	const type = of(row, 'type') ?? '';
	if (type === 'Root') {
		return 'root';
	}

	const service = of(row, 'invokedBy');
	const kind = prefix[type] ?? (service === undefined ? 'unknown' : 'service');
	const arn = of(row, 'arn');
	const role = arn?.split(/:(?:assumed-)?role\//)[1]?.split('/')[0];
	const special: Readonly<Record<string, string | undefined>> = {
		user: of(row, 'userName') ?? arn?.split('/').at(-1),
		role: of(row, 'sessionContext.sessionIssuer.userName') ?? (role === '' ? undefined : role),
		'identity-center': of(row, 'userName') ?? of(row, 'onBehalfOf.userId'),
		service,
		account: of(row, 'accountId'),
	};
	const own =
		of(row, 'userName') ?? of(row, 'principalId')?.split(':').at(-1) ?? of(row, 'accountId') ?? '?';
	return `${kind}/${special[kind] ?? own}`;
}

/** Adds to each row the way of its key from the first principal. */
export function followed(
	state: Rows,
	records: readonly NaiveRecord[],
	withinMs: number,
	context: Context,
): Rows {
	const oldest = Math.min(...records.map(({ timeMs }) => timeMs));
	tellShortPast(
		'follow',
		withinMs,
		context.fromMs - oldest,
		context,
		'some origins may be unknown',
	);
	const issuing = records
		.filter(({ timeMs }) => context.fromMs - withinMs <= timeMs && timeMs < context.toMs)
		.filter(record => asText(fieldOf(record, 'eventSource')).toLowerCase() === 'sts.amazonaws.com')
		.toSorted((a, b) => b.timeMs - a.timeMs)
		.map(record => ({
			key: asText(fieldOf(record, 'responseElements.credentials.accessKeyId')),
			caller: new NaiveRow(record),
		}))
		.filter(({ key }) => key !== '');
	const callerOf = (key: string | undefined) => {
		const all = issuing.filter(one => one.key === key).map(({ caller }) => caller);
		return all.find(caller => !nameOf(caller).startsWith('account/')) ?? all[0];
	};

	const wayTo = (row: NaiveRow, keys: readonly string[], after: readonly string[]): string[] => {
		const name = nameOf(row);
		const own = !isRole(row) && after[0] === name ? [] : [name];
		const way = [...own, ...after];
		const key = of(row, 'accessKeyId');
		const caller = callerOf(key);
		if (key !== undefined && caller !== undefined) {
			if (keys.includes(key) || way.length > 8) {
				const cut = keys.includes(key) ? '(loop)' : '(more)';
				context.warn(`follow: ${cut}`);
				return [cut, ...way];
			}

			return wayTo(caller, [...keys, key], way);
		}

		if (!isRole(row)) {
			return way;
		}

		const source = of(row, 'sessionContext.sourceIdentity');
		const provider = of(row, 'sessionContext.webIdFederationData.federatedProvider');
		return [
			...(source === undefined ? [] : [`source/${source}`]),
			provider === undefined ? '?' : `? (${provider})`,
			...way,
		];
	};

	const ways = state.rows.map(row => wayTo(row, [], []));
	const origins = ways.map(([first = '']) => (/^[?(]/.test(first) ? null : first));
	const chains = ways.map(way => way.join(' → '));
	return setColumn(setColumn(state, '_origin', origins), '_chain', chains);
}
