import { notAskedFor } from './log-kinds.ts';

/** Why something is no CloudTrail record. */
export interface NoRecord {
	/** Words after "is". */
	readonly reason: string;
	/** It is known to be something else, in which nothing is missing. */
	readonly isForeign: boolean;
	/** It sums up several events. */
	readonly isSummary?: boolean;
}

const says = ['eventName', 'eventSource', 'eventType', 'eventCategory', 'insightDetails'];
const identifies = ['eventID', 'eventTime', 'eventVersion', 'userIdentity', 'requestID'];

/** Other documents of AWS that lie beside logs, by keys that all of one kind have. */
const foreignDocuments: readonly (readonly [keys: readonly string[], reason: string])[] = [
	[['logFiles', 'digestS3Object'], 'a CloudTrail digest, not a log'],
	[['files', 'hashSignature'], 'the signature of results of CloudTrail Lake, not a log'],
	[['configurationItems'], 'an AWS Config snapshot, not a CloudTrail log'],
	[['configurationItemVersion'], 'an item of an AWS Config history, not a CloudTrail record'],
	[['s3Bucket', 's3ObjectKey'], 'a notification of a delivered log, not a CloudTrail record'],
	[['Service', 'Event', 'Bucket', 'Time'], 'a test event of S3, not a CloudTrail record'],
];

/** Members of a message, not of a notification, in which records may be as encoded text. */
const payloads = ['kinesis', 'data'];

const summaryReason = `an aggregated summary of events, a ${notAskedFor('aggregated')}`;

/** Why a parsed value is not a CloudTrail record; undefined when it is one. */
export function whyNoRecord(value: unknown): NoRecord | undefined {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return { reason: 'no JSON object', isForeign: false };
	}

	const record = value as Readonly<Record<string, unknown>>;
	// Notifications of S3, DynamoDB, SQS and Kinesis also have Records[] with these field names.
	if (typeof record['eventSource'] === 'string' && record['eventSource'].startsWith('aws:')) {
		const from = record['eventSource'].slice(0, 40);
		const payload = payloads.find(name => name in record);
		return payload === undefined
			? { reason: `a notification of ${from}, not a CloudTrail record`, isForeign: true }
			: { reason: `a message of ${from}, whose ${payload} is not read`, isForeign: false };
	}

	if ('timeWindow' in record && 'summary' in record) {
		return { reason: summaryReason, isForeign: true, isSummary: true };
	}

	const foreign = foreignDocuments.find(([keys]) => keys.every(key => key in record));
	if (foreign !== undefined) {
		return { reason: foreign[1], isForeign: true };
	}

	if (says.some(name => name in record) && identifies.some(name => name in record)) {
		return undefined;
	}

	const names = Object.keys(record).slice(0, 5);
	const reason =
		names.length === 0
			? 'an empty object'
			: `not a CloudTrail record (its keys: ${names.map(name => name.slice(0, 40)).join(', ')})`;
	return { reason, isForeign: false };
}
