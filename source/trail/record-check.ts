/** Why a parsed value is not a CloudTrail record, as words after "is"; undefined when it is one. */
export function whyNoRecord(value: unknown): string | undefined {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return 'no JSON object';
	}

	const record = value as Readonly<Record<string, unknown>>;
	// Notifications of S3, DynamoDB, SQS and Kinesis also have Records[] with these field names.
	if (typeof record['eventSource'] === 'string' && record['eventSource'].startsWith('aws:')) {
		return `a notification of ${record['eventSource']}, not a CloudTrail record`;
	}

	if ('logFiles' in record && 'digestS3Object' in record) {
		return 'a CloudTrail digest, not a log';
	}

	if ('timeWindow' in record && 'summary' in record) {
		return 'an aggregated summary, not a record';
	}

	if ('configurationItems' in record) {
		return 'an AWS Config snapshot, not a CloudTrail log';
	}

	const says = ['eventName', 'eventSource', 'eventType', 'eventCategory', 'insightDetails'];
	const identifies = ['eventID', 'eventTime', 'eventVersion', 'userIdentity', 'requestID'];
	if (says.some(name => name in record) && identifies.some(name => name in record)) {
		return undefined;
	}

	const names = Object.keys(record).slice(0, 5);
	return names.length === 0
		? 'an empty object'
		: `not a CloudTrail record (its keys: ${names.map(name => name.slice(0, 40)).join(', ')})`;
}
