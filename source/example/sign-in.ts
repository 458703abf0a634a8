import { failedSigningIn, roleSession, root, signingIn } from './identity.ts';
import { browser, call, signedOn } from './actor.ts';
import type { Draft } from './record.ts';
import { newVersion } from './scene.ts';
import type { Scene } from './scene.ts';

export interface SignIn {
	/** The name of the IAM user; undefined is root. With `role:` in front it is a role session. */
	readonly name: string | undefined;
	readonly address: string;
	/** As the escaped contents of a JSON string. */
	readonly agent?: string | undefined;
	readonly mfa?: boolean;
	/** Absent when the sign-in succeeded. */
	readonly failure?: string;
}

export const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS';
const wrongPassword = 'Failed authentication';

/** A ConsoleLogin record. A failure usually has a message but no code. */
export function consoleLogin(scene: Scene, of: SignIn): Draft {
	const { region, random } = scene;
	const version = newVersion(random);
	const identityJson = identityOf(scene, of);
	return call(
		scene,
		{ identityJson, address: of.address, agent: of.agent ?? browser },
		{
			version,
			source: 'signin',
			name: 'ConsoleLogin',
			errorMessage: of.failure,
			responseJson: `{"ConsoleLogin":"${of.failure === undefined ? 'Success' : 'Failure'}"}`,
			moreJson: `{"LoginTo":"https://console.aws.amazon.com/console/home?hashArgs=%23&isauthcode=true&nc2=h_ct&region=${region.name}&state=hashArgsFromTB_${random.hex8()}","MobileVersion":"No","MFAUsed":"${of.mfa === true ? 'Yes' : 'No'}"}`,
			eventType: 'AwsConsoleSignIn',
			host: `${region.name}.signin.aws.amazon.com`,
		},
	);
}

function identityOf(scene: Scene, { name, failure }: SignIn): string {
	if (name === undefined) {
		return root(scene);
	}

	if (name.startsWith('role:')) {
		return roleSession(scene, signedOn(name.slice(5), 'PowerUser'));
	}

	return failure === undefined ? signingIn(scene, name) : failedSigningIn(scene, name);
}

const failures = [
	wrongPassword,
	wrongPassword,
	wrongPassword,
	'No username found in supplied account',
	'Sign-in throttled (Service: AWSSignin; Status Code: 429; Error Code: SigninThrottled; Request ID: 0f2c9d44)',
] as const;

/** An ordinary failed sign-in. When the user does not exist, CloudTrail hides the typed name. */
export function failedLogin(scene: Scene, name: string, address: string, agent?: string): Draft {
	const failure = scene.random.pick(failures);
	return consoleLogin(scene, {
		name: failure.startsWith('No username') ? hidden : name,
		address,
		failure,
		mfa: scene.random.chance(0.3),
		agent,
	});
}
