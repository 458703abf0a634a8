import type { Random } from './random.ts';
import { dayMs } from '../text/duration.ts';

/** What one record says. Texts that end in `Json` are compact JSON, the others are escaped JSON text. */
export interface Draft {
	/** `1.01` … `1.11`; older versions leave out what they did not know yet. */
	readonly version: string;
	/** `userIdentity`. */
	readonly identityJson: string;
	/** Without `.amazonaws.com`. */
	readonly source: string;
	readonly name: string;
	readonly region: string;
	readonly address: string;
	readonly agent: string;
	readonly account: string;
	readonly readOnly: boolean;
	readonly error?: readonly [code: string, message: string] | undefined;
	/** Where only a message is given, as for a failed sign-in. */
	readonly errorMessage?: string | undefined;
	readonly requestJson?: string | undefined;
	readonly responseJson?: string | undefined;
	readonly moreJson?: string | undefined;
	readonly resourcesJson?: string | undefined;
	readonly eventType?:
		'AwsApiCall' | 'AwsConsoleSignIn' | 'AwsServiceEvent' | 'AwsConsoleAction' | undefined;
	readonly category?: 'Management' | 'Data' | undefined;
	/** Host of `tlsDetails`; such details are left out where it is missing. */
	readonly host?: string | undefined;
	readonly fromConsole?: boolean | undefined;
	/** Of both records of one action across accounts. */
	readonly sharedId?: string | undefined;
	readonly serviceDetailsJson?: string | undefined;
	/** S3's request ids are no UUIDs. */
	readonly requestId?: string | undefined;
}

const days = new Map<number, string>();
const daysMax = 1_000;
const twoDigits = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));

/** `2026-03-01T12:00:00Z`: as CloudTrail writes times, without milliseconds. */
export function timeText(timeMs: number): string {
	const dayStartMs = Math.floor(timeMs / dayMs) * dayMs;
	const seconds = Math.floor((timeMs - dayStartMs) / 1000);
	const hour = Math.floor(seconds / 3600);
	const minute = Math.floor(seconds / 60) % 60;
	return `${dayText(dayStartMs)}${twoDigits[hour] as string}:${twoDigits[minute] as string}:${twoDigits[seconds % 60] as string}Z`;
}

/** `2026-03-01T` */
function dayText(dayStartMs: number): string {
	const known = days.get(dayStartMs);

	if (known !== undefined) {
		return known;
	}

	const text = new Date(dayStartMs).toISOString().slice(0, 11);

	if (days.size < daysMax) {
		days.set(dayStartMs, text);
	}

	return text;
}

/** Versions as numbers of their minor part: `1.09` is 9. */
function minorOf(version: string): number {
	return Number(version.slice(2));
}

/** One record as the compact JSON that CloudTrail delivers. */
export function recordText(draft: Draft, timeMs: number, random: Random): string {
	const minor = minorOf(draft.version);
	let text =
		`{"eventVersion":"${draft.version}","userIdentity":${draft.identityJson},"eventTime":"${timeText(timeMs)}"` +
		`,"eventSource":"${draft.source}.amazonaws.com","eventName":"${draft.name}","awsRegion":"${draft.region}"` +
		`,"sourceIPAddress":"${draft.address}","userAgent":"${draft.agent}"`;

	if (draft.error !== undefined) {
		text += `,"errorCode":"${draft.error[0]}"`;

		if (draft.error[1] !== '') {
			text += `,"errorMessage":"${draft.error[1]}"`;
		}
	} else if (draft.errorMessage !== undefined) {
		text += `,"errorMessage":"${draft.errorMessage}"`;
	}

	text += `,"requestParameters":${draft.requestJson ?? 'null'},"responseElements":${draft.responseJson ?? 'null'}`;

	if (draft.moreJson !== undefined) {
		text += `,"additionalEventData":${draft.moreJson}`;
	}

	if (draft.eventType !== 'AwsConsoleSignIn') {
		text += `,"requestID":"${draft.requestId ?? random.uuid()}"`;
	}

	return text + tail(draft, minor, random);
}

/** The fields that came with later versions, in the order CloudTrail writes them. */
function tail(draft: Draft, minor: number, random: Random): string {
	const data = draft.category === 'Data';
	let text = `,"eventID":"${random.uuid()}"`;

	if (minor >= 6) {
		text += `,"readOnly":${draft.readOnly}`;
	}

	if (draft.resourcesJson !== undefined) {
		text += `,"resources":${draft.resourcesJson}`;
	}

	if (minor >= 2) {
		text += `,"eventType":"${draft.eventType ?? 'AwsApiCall'}"`;
	}

	if (minor >= 8) {
		text += `,"managementEvent":${!data}`;
	}

	if (minor >= 2) {
		text += `,"recipientAccountId":"${draft.account}"`;
	}

	if (draft.sharedId !== undefined) {
		text += `,"sharedEventID":"${draft.sharedId}"`;
	}

	if (draft.serviceDetailsJson !== undefined) {
		text += `,"serviceEventDetails":${draft.serviceDetailsJson}`;
	}

	if (minor >= 8) {
		text += `,"eventCategory":"${data ? 'Data' : 'Management'}"`;

		if (draft.host !== undefined) {
			text += `,"tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"${draft.host}"${minor >= 11 ? ',"keyExchange":"X25519MLKEM768"' : ''}}`;
		}

		if (draft.fromConsole === true) {
			text += ',"sessionCredentialFromConsole":"true"';
		}
	}

	return `${text}}`;
}
