import type { Json, Maker } from './maker.ts';

const users = ['ada', 'bob', 'carol', 'dan', 'erin', 'frank', 'grace', 'heidi', 'ivan', 'judy'];

/** The `userIdentity` of a person with a name and a key of their own. */
export function iamUser(make: Maker, account: string): Json {
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

export function rootUser(account: string): Json {
	return {
		type: 'Root',
		principalId: account,
		arn: `arn:aws:iam::${account}:root`,
		accountId: account,
		accessKeyId: '',
	};
}

/** The `userIdentity` of any call: services, people, and mostly roles. */
export function anyone(make: Maker, account: string, at: string): Json {
	const kind = make.random();
	if (kind < 0.12) {
		return iamUser(make, account);
	}

	if (kind < 0.27) {
		return {
			type: 'AWSService',
			invokedBy: make.pick(['lambda.amazonaws.com', 'ec2.amazonaws.com']),
		};
	}

	return assumedRole(make, account, at);
}

function assumedRole(make: Maker, account: string, at: string): Json {
	const role = `svc-${make.skewed(60)}`;
	const roleId = `AROA${role.toUpperCase().replace('-', '').padEnd(17, 'Q')}`;
	// Half are machines that stay; of the others each call is likely to be a new session.
	const session = make.chance(0.6)
		? `i-0${make.skewed(400).toString(16).padStart(16, 'a')}`
		: make.hex(16);
	return {
		type: 'AssumedRole',
		principalId: `${roleId}:${session}`,
		arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
		accountId: account,
		accessKeyId: `ASIAEXAMPLE${make.upper(9)}`,
		sessionContext: {
			sessionIssuer: {
				type: 'Role',
				principalId: roleId,
				arn: `arn:aws:iam::${account}:role/${role}`,
				accountId: account,
				userName: role,
			},
			...(make.chance(0.8) && { webIdFederationData: {} }),
			attributes: { creationDate: at.slice(0, 14) + '00:00Z', mfaAuthenticated: 'false' },
			...(make.chance(0.3) && { ec2RoleDelivery: '2.0' }),
		},
	};
}
