import { consoleUser, iamUser, roleSession } from './identity.ts';
import type { RoleSession } from './identity.ts';
import { people } from './organisation.ts';
import type { Draft } from './record.ts';
import { hostOf, newVersion } from './scene.ts';
import type { Scene } from './scene.ts';

/** The caller of a record: identity, address and client. */
export type Actor = Pick<Draft, 'identityJson' | 'address' | 'agent' | 'fromConsole'>;

/** How a call ended: it succeeded, AWS refused it, or it failed with an error code. */
export type Ending = 'ok' | 'refused' | readonly [code: string, message: string];

/** The called operation, how it ended, and all other fields that differ from the defaults. */
export interface Call extends Partial<Omit<Draft, 'error'>> {
	readonly source: string;
	readonly name: string;
	readonly ending?: Ending | undefined;
}

export const browser =
	'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';
export const cli =
	'aws-cli/2.18.5 md/awscrt#0.22.0 ua/2.0 os/macos#23.6.0 md/arch#arm64 lang/python#3.12.6 md/pyimpl#CPython cfg/retry-mode#standard';

/** A draft of one API call of an actor; a write unless `what` says otherwise. */
export function call(scene: Scene, actor: Actor, what: Call): Draft {
	const { ending = 'ok', ...given } = what;
	return {
		region: scene.region.name,
		account: scene.account.id,
		readOnly: false,
		host: hostOf(what.source, scene.region.name),
		...actor,
		...given,
		version: what.version ?? newVersion(scene.random),
		error: ending === 'refused' ? refused(actor, what) : ending === 'ok' ? undefined : ending,
		// A refused call has changed nothing, so it has no response.
		responseJson: ending === 'ok' ? what.responseJson : undefined,
	};
}

/** Makes a record for a scene. */
export type Maker = (scene: Scene) => Draft;

/** A maker of the same call for any scene. */
export function callBy(who: (scene: Scene) => Actor, what: Call): Maker {
	return scene => call(scene, who(scene), what);
}

/** The error code and message of a refused call; EC2 uses its own. */
function refused({ identityJson }: Actor, { source, name }: Call): readonly [string, string] {
	const user = /"arn":"([^"]*)"/.exec(identityJson)?.[1] ?? '';
	const message = `User: ${user} is not authorized to perform: ${source}:${name} because no identity-based policy allows the ${source}:${name} action`;

	if (source === 'ec2') {
		return [
			'Client.UnauthorizedOperation',
			`You are not authorized to perform this operation. ${message}`,
		];
	}

	return [source === 'iam' || source === 's3' ? 'AccessDenied' : 'AccessDeniedException', message];
}

/** The session of a person who signed in through single sign-on. */
export function signedOn(name: string, rights: 'ReadOnly' | 'PowerUser'): RoleSession {
	return {
		role: `AWSReservedSSO_${rights}_4f8e2a1c9b7d6e50`,
		path: '/aws-reserved/sso.amazonaws.com/',
		session: `${name}@example.com`,
	};
}

/**
 * An administrator who signed in through single sign-on: a role session in the console or on the
 * command line.
 */
export function person(scene: Scene, index?: number): Actor {
	const { random } = scene;
	const { name, address } = people[index ?? random.below(people.length)] as (typeof people)[number];
	const rights = index === undefined && random.chance(0.4) ? 'ReadOnly' : 'PowerUser';
	const fromConsole = random.chance(0.7);
	const identityJson = roleSession(scene, signedOn(name, rights));
	return { identityJson, address, agent: fromConsole ? browser : cli, fromConsole };
}

/** A person with an IAM user of their own, signed in with or without MFA. */
export function personWithUser(scene: Scene, name: string, address: string, mfa = true): Actor {
	const identityJson = consoleUser(scene, name, mfa);
	return { identityJson, address, agent: browser, fromConsole: true };
}

/** The holder of the access key of an IAM user, whoever that is. */
export function keyHolder(scene: Scene, name: string, address: string, agent: string): Actor {
	return { identityJson: iamUser(scene, name), address, agent };
}

const terraform =
	'APN/1.0 HashiCorp/1.0 Terraform/1.9.8 (+https://www.terraform.io) terraform-provider-aws/5.72.1 aws-sdk-go-v2/1.32.2 os/linux lang/go#1.23.1';

export function deployer(scene: Scene, agent = terraform): Actor {
	const session = `build-${4000 + scene.random.below(900)}`;
	const identityJson = roleSession(scene, { role: 'ci-deploy', session });
	return { identityJson, address: '198.18.30.40', agent };
}

/** CloudFormation, which makes for the pipeline what a stack describes. */
export function stackOf(scene: Scene): Actor {
	const session = `build-${4000 + scene.random.below(900)}`;
	const caller = 'cloudformation.amazonaws.com';
	const identityJson = roleSession(scene, { role: 'ci-deploy', session, invokedBy: caller });
	return insideAws(identityJson, caller);
}

/**
 * A call by an AWS service itself: its source address is the service's name, and there are no TLS
 * details.
 */
export function insideAws(identityJson: string, caller: string) {
	return { identityJson, address: caller, agent: caller, host: undefined };
}
