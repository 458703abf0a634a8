import type { SchemaKit } from '../config/schema-kit.ts';
import { hasCredentials } from '../text/url.ts';

/** What is said of an endpoint or queue with a user or password in its URL. */
const noCredentialsHere =
	'a user or password does not belong into this url; requests are signed with `profile`, or with the credentials of the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)';

/** A URL that requests are sent to. A fault never tells what was found. */
export function urlSetting(zod: SchemaKit) {
	return zod.url().refine(url => !hasCredentials(url), noCredentialsHere);
}
