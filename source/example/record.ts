import type { Random } from './random.ts';
import { dayMs } from '../text/duration.ts';

/**
 * The content of one record. Texts whose name ends in `Json` are compact JSON, the others are the
 * escaped contents of JSON strings.
 */
export interface Draft {
	/** `1.01` … `1.11`; earlier versions leave out fields that came later. */
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
	/** Without a code when there is only a message, as for a failed sign-in. */
	readonly errorMessage?: string | undefined;
	readonly requestJson?: string | undefined;
	readonly responseJson?: string | undefined;
	readonly moreJson?: string | undefined;
	readonly resourcesJson?: string | undefined;
	readonly eventType?:
		'AwsApiCall' | 'AwsConsoleSignIn' | 'AwsServiceEvent' | 'AwsConsoleAction' | undefined;
	readonly category?: 'Management' | 'Data' | undefined;
	/** Host of `tlsDetails`, which is left out without it. */
	readonly host?: string | undefined;
	readonly fromConsole?: boolean | undefined;
	/** Shared by the two records of one action across accounts. */
	readonly sharedId?: string | undefined;
	readonly serviceDetailsJson?: string | undefined;
	/** Request ids of S3 are not UUIDs. */
	readonly requestId?: string | undefined;
}

/** `2026-03-01T12:00:00Z`: as CloudTrail writes times, without milliseconds. */
export function timeText(timeMs: number): string {
	// Cached, because most of the texts of a record are of the same day as the one before.
	const day = Math.floor(timeMs / dayMs);
	if (day !== written.day) {
		written = { day, text: new Date(day * dayMs).toISOString().slice(0, 11) };
	}

	const seconds = Math.floor((timeMs - day * dayMs) / 1_000);
	const [hour, minute] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
	return `${written.text}${twoDigits[hour]}:${twoDigits[minute]}:${twoDigits[seconds % 60]}Z`;
}

const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
let written = { day: NaN, text: '' };

/** One record as the compact JSON that CloudTrail delivers, with fields in CloudTrail's order. */
export function recordText(draft: Draft, timeMs: number, random: Random): string {
	const { error: [code, message] = [undefined, draft.errorMessage ?? ''] } = draft;
	// The minor part of the version as a number: `1.09` is 9.
	const minor = Number(draft.version.slice(2));
	const isData = draft.category === 'Data';
	const fields = [
		`"eventVersion":"${draft.version}"`,
		`"userIdentity":${draft.identityJson}`,
		`"eventTime":"${timeText(timeMs)}"`,
		`"eventSource":"${draft.source}.amazonaws.com"`,
		`"eventName":"${draft.name}"`,
		`"awsRegion":"${draft.region}"`,
		`"sourceIPAddress":"${draft.address}"`,
		`"userAgent":"${draft.agent}"`,
		code !== undefined && `"errorCode":"${code}"`,
		message !== '' && `"errorMessage":"${message}"`,
		`"requestParameters":${draft.requestJson ?? 'null'}`,
		`"responseElements":${draft.responseJson ?? 'null'}`,
		draft.moreJson !== undefined && `"additionalEventData":${draft.moreJson}`,
		draft.eventType !== 'AwsConsoleSignIn' && `"requestID":"${draft.requestId ?? random.uuid()}"`,
		`"eventID":"${random.uuid()}"`,
		minor >= 6 && `"readOnly":${draft.readOnly}`,
		draft.resourcesJson !== undefined && `"resources":${draft.resourcesJson}`,
		minor >= 2 && `"eventType":"${draft.eventType ?? 'AwsApiCall'}"`,
		minor >= 8 && `"managementEvent":${!isData}`,
		minor >= 2 && `"recipientAccountId":"${draft.account}"`,
		draft.sharedId !== undefined && `"sharedEventID":"${draft.sharedId}"`,
		draft.serviceDetailsJson !== undefined && `"serviceEventDetails":${draft.serviceDetailsJson}`,
		minor >= 8 && `"eventCategory":"${isData ? 'Data' : 'Management'}"`,
		minor >= 8 && draft.host !== undefined && `"tlsDetails":${tlsJson(draft.host, minor)}`,
		minor >= 8 && draft.fromConsole === true && '"sessionCredentialFromConsole":"true"',
	];
	return `{${fields.filter(field => field !== false).join(',')}}`;
}

function tlsJson(host: string, minor: number): string {
	const exchange = minor >= 11 ? ',"keyExchange":"X25519MLKEM768"' : '';
	return `{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"${host}"${exchange}}`;
}
