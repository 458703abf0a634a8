import { failedSigningIn, roleSession, root, signingIn } from './identity.ts';
import { browser } from './actor.ts';
import type { Draft } from './record.ts';
import { newVersion, sessionStart } from './scene.ts';
import type { Scene } from './scene.ts';

export interface SignIn {
	/** The IAM user's name; undefined is root. `role:` before it makes it a role session. */
	readonly name: string | undefined;
	readonly address: string;
	/** As escaped JSON text. */
	readonly agent?: string;
	readonly mfa?: boolean;
	/** Missing where the sign-in succeeded. */
	readonly failure?: string;
	readonly errorCode?: string;
}

export const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS';
const wrongPassword = 'Failed authentication';

/** A ConsoleLogin record. A failure usually has a message and no code. */
export function consoleLogin(scene: Scene, of: SignIn): Draft {
	const { account, region, random } = scene;
	const failed = of.failure !== undefined;
	return {
		version: newVersion(random),
		identityJson: identityOf(scene, of, failed),
		source: 'signin',
		name: 'ConsoleLogin',
		region: region.name,
		address: of.address,
		agent: of.agent ?? browser,
		account: account.id,
		readOnly: false,
		...(of.errorCode !== undefined
			? { error: [of.errorCode, of.failure ?? wrongPassword] as const }
			: failed
				? { errorMessage: of.failure }
				: {}),
		responseJson: `{"ConsoleLogin":"${failed ? 'Failure' : 'Success'}"}`,
		moreJson: `{"LoginTo":"https://console.aws.amazon.com/console/home?hashArgs=%23&isauthcode=true&nc2=h_ct&region=${region.name}&state=hashArgsFromTB_${random.hex8()}","MobileVersion":"No","MFAUsed":"${of.mfa === true ? 'Yes' : 'No'}"}`,
		eventType: 'AwsConsoleSignIn',
		host: `${region.name}.signin.aws.amazon.com`,
	};
}

function identityOf(scene: Scene, of: SignIn, failed: boolean): string {
	const account = scene.account.id;

	if (of.name === undefined) {
		return root(account);
	}

	if (of.name.startsWith('role:')) {
		return roleSession({
			account,
			role: 'AWSReservedSSO_PowerUser_4f8e2a1c9b7d6e50',
			path: '/aws-reserved/sso.amazonaws.com/',
			session: `${of.name.slice(5)}@example.com`,
			sinceTime: sessionStart(scene),
		});
	}

	return failed ? failedSigningIn(account, of.name) : signingIn(account, of.name);
}

const failures = [
	wrongPassword,
	wrongPassword,
	wrongPassword,
	'No username found in supplied account',
	'Sign-in throttled (Service: AWSSignin; Status Code: 429; Error Code: SigninThrottled; Request ID: 0f2c9d44)',
] as const;

/** An everyday failed sign-in. Where no such user exists, CloudTrail hides what was typed. */
export function failedLogin(scene: Scene, name: string, address: string, agent?: string): Draft {
	const failure = scene.random.pick(failures);
	return consoleLogin(scene, {
		name: failure.startsWith('No username') ? hidden : name,
		address,
		failure,
		mfa: scene.random.chance(0.3),
		...(agent === undefined ? {} : { agent }),
	});
}
