import { consoleUser, iamUser, roleSession } from './identity.ts';
import type { IdentityText } from './identity.ts';
import { people } from './organisation.ts';
import type { Draft } from './record.ts';
import { hostOf, newVersion, sessionStart } from './scene.ts';
import type { Scene } from './scene.ts';

/** Who calls, from where and with what. */
export interface Actor {
	readonly identityJson: IdentityText;
	/** For error messages. */
	readonly arn: string;
	readonly address: string;
	/** As escaped JSON text. */
	readonly agent: string;
	readonly fromConsole?: boolean;
}

export interface Call {
	readonly source: string;
	readonly name: string;
	readonly readOnly?: boolean;
	readonly requestJson?: string;
	readonly responseJson?: string;
	readonly resourcesJson?: string;
	readonly error?: readonly [code: string, message: string];
}

export const browser =
	'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';
export const cli =
	'aws-cli/2.18.5 md/awscrt#0.22.0 ua/2.0 os/macos#23.6.0 md/arch#arm64 lang/python#3.12.6 md/pyimpl#CPython cfg/retry-mode#standard';

/** One API call of an actor as a draft; a write unless said otherwise. */
export function call(scene: Scene, actor: Actor, what: Call): Draft {
	const { account, region, random } = scene;
	return {
		version: newVersion(random),
		identityJson: actor.identityJson,
		source: what.source,
		name: what.name,
		region: region.name,
		address: actor.address,
		agent: actor.agent,
		account: account.id,
		readOnly: what.readOnly ?? false,
		...(what.error === undefined ? {} : { error: what.error }),
		...(what.requestJson === undefined ? {} : { requestJson: what.requestJson }),
		// A call that was refused has changed nothing, so it has no response.
		...(what.responseJson === undefined || what.error !== undefined
			? {}
			: { responseJson: what.responseJson }),
		...(what.resourcesJson === undefined ? {} : { resourcesJson: what.resourcesJson }),
		host: hostOf(what.source, region.name),
		...(actor.fromConsole === true ? { fromConsole: true } : {}),
	};
}

/** What AWS says when it refuses: EC2 has words of its own. */
export function refused(
	actor: Actor,
	source: string,
	name: string,
): readonly [code: string, message: string] {
	if (source === 'ec2') {
		return [
			'Client.UnauthorizedOperation',
			`You are not authorized to perform this operation. User: ${actor.arn} is not authorized to perform: ec2:${name} because no identity-based policy allows the ec2:${name} action`,
		];
	}

	const code = source === 'iam' || source === 's3' ? 'AccessDenied' : 'AccessDeniedException';
	return [
		code,
		`User: ${actor.arn} is not authorized to perform: ${source}:${name} because no identity-based policy allows the ${source}:${name} action`,
	];
}

/** An administrator through single sign-on: a role session in the console or on the command line. */
export function person(scene: Scene, index?: number): Actor {
	const { account, random } = scene;
	const { name, address } = people[index ?? random.below(people.length)] as (typeof people)[number];
	const role = `AWSReservedSSO_${index === undefined && random.chance(0.4) ? 'ReadOnly' : 'PowerUser'}_4f8e2a1c9b7d6e50`;
	const session = `${name}@example.com`;
	const fromConsole = random.chance(0.7);
	return {
		identityJson: roleSession({
			account: account.id,
			role,
			path: '/aws-reserved/sso.amazonaws.com/',
			session,
			sinceTime: sessionStart(scene),
			mfa: false,
		}),
		arn: `arn:aws:sts::${account.id}:assumed-role/${role}/${session}`,
		address,
		agent: fromConsole ? browser : cli,
		fromConsole,
	};
}

/** A person with an IAM user of their own, signed in with or without MFA. */
export function personWithUser(scene: Scene, name: string, address: string, mfa = true): Actor {
	return {
		identityJson: consoleUser(scene.account.id, name, sessionStart(scene), mfa),
		arn: `arn:aws:iam::${scene.account.id}:user/${name}`,
		address,
		agent: browser,
		fromConsole: true,
	};
}

/** Whoever holds the access key of an IAM user. */
export function keyHolder(scene: Scene, name: string, address: string, agent: string): Actor {
	return {
		identityJson: iamUser(scene.account.id, name),
		arn: `arn:aws:iam::${scene.account.id}:user/${name}`,
		address,
		agent,
	};
}

export function deployer(scene: Scene): Actor {
	const session = `build-${4000 + scene.random.below(900)}`;
	return {
		identityJson: roleSession({
			account: scene.account.id,
			role: 'ci-deploy',
			session,
			sinceTime: sessionStart(scene),
		}),
		arn: `arn:aws:sts::${scene.account.id}:assumed-role/ci-deploy/${session}`,
		address: '198.18.30.40',
		agent:
			'APN/1.0 HashiCorp/1.0 Terraform/1.9.8 (+https://www.terraform.io) terraform-provider-aws/5.72.1 aws-sdk-go-v2/1.32.2 os/linux lang/go#1.23.1',
	};
}
