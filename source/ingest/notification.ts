import type { AnnouncedObject } from './source.ts';

/** The content of one message. */
export type Notification =
	| {
			readonly kind: 'objects';
			readonly objects: readonly (AnnouncedObject & { readonly bucket: string })[];
	  }
	/** A known form, but it names no object to fetch. */
	| { readonly kind: 'ignored'; readonly reason: string }
	/** Left in the queue: another consumer may understand it. */
	| { readonly kind: 'unknown'; readonly reason: string };

type Fields = Readonly<Record<string, unknown>>;

/**
 * Parses every known notification of a new or restored CloudTrail object: S3 events, with or without an SNS
 * envelope, EventBridge events, and CloudTrail's own SNS message. Never throws.
 */
export function readNotification(body: string): Notification {
	if (body.startsWith('CloudTrail validation message')) {
		return { kind: 'ignored', reason: 'a test message of CloudTrail' };
	}

	let message: unknown;
	try {
		message = JSON.parse(body);
	} catch {
		return { kind: 'unknown', reason: 'no JSON' };
	}

	const fields = fieldsOf(message);
	if (fields['Type'] === 'Notification' && typeof fields['Message'] === 'string') {
		return readNotification(fields['Message']);
	}

	if (fields['Type'] === 'SubscriptionConfirmation' || fields['Event'] === 's3:TestEvent') {
		return { kind: 'ignored', reason: 'a test message' };
	}

	if (typeof fields['s3Bucket'] === 'string' && Array.isArray(fields['s3ObjectKey'])) {
		const bucket = fields['s3Bucket'];
		return objects(fields['s3ObjectKey'].map(key => ({ bucket, ...named(key) })));
	}

	if (fields['source'] === 'aws.s3') {
		return ofEventBridge(fields);
	}

	return Array.isArray(fields['Records'])
		? ofS3(fields['Records'])
		: { kind: 'unknown', reason: 'of no known form' };
}

function objects(found: readonly (AnnouncedObject & { readonly bucket: string })[]): Notification {
	return { kind: 'objects', objects: found.filter(({ key }) => key !== '') };
}

function fieldsOf(value: unknown): Fields {
	return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function named(key: unknown): AnnouncedObject {
	return {
		key: typeof key === 'string' ? key : '',
		etag: undefined,
		sizeBytes: undefined,
		writtenMs: undefined,
	};
}

/** The time of the message is not when the object was written, so the listing is asked. */
function restored(key: string): AnnouncedObject {
	return { ...named(key), isRestored: true };
}

/** EventBridge and CloudTrail do not encode keys. */
function ofEventBridge(fields: Fields): Notification {
	const type = fields['detail-type'];
	const isRestored = type === 'Object Restore Completed';
	if (type !== 'Object Created' && !isRestored) {
		return { kind: 'ignored', reason: String(type) };
	}

	const detail = fieldsOf(fields['detail']);
	const object = fieldsOf(detail['object']);
	const bucket = fieldsOf(detail['bucket'])['name'];
	if (typeof bucket !== 'string' || typeof object['key'] !== 'string') {
		return { kind: 'unknown', reason: 'an event without bucket and key' };
	}

	const { key } = object;
	return objects([
		{ bucket, ...(isRestored ? restored(key) : described(key, object, 'etag', fields['time'])) },
	]);
}

/** S3 form-encodes keys: a space is `+`, and a plus is `%2B`. */
function ofS3(records: readonly unknown[]): Notification {
	const found: (AnnouncedObject & { readonly bucket: string })[] = [];
	for (const record of records) {
		const fields = fieldsOf(record);
		if (fields['eventSource'] !== 'aws:s3') {
			return { kind: 'unknown', reason: `an event of ${String(fields['eventSource'])}` };
		}

		const s3 = fieldsOf(fields['s3']);
		const object = fieldsOf(s3['object']);
		const bucket = fieldsOf(s3['bucket'])['name'];
		const key = object['key'];
		const eventName = String(fields['eventName']);
		const isRestored = eventName === 'ObjectRestore:Completed';
		if (!eventName.startsWith('ObjectCreated:') && !isRestored) {
			continue;
		}

		if (typeof bucket !== 'string' || typeof key !== 'string') {
			return { kind: 'unknown', reason: 'an event without bucket and key' };
		}

		try {
			const decoded = decodeURIComponent(key.replaceAll('+', ' '));
			found.push({
				bucket,
				...(isRestored
					? restored(decoded)
					: described(decoded, object, 'eTag', fields['eventTime'])),
			});
		} catch {
			return { kind: 'unknown', reason: 'a key that cannot be decoded' };
		}
	}

	return found.length === 0 ? { kind: 'ignored', reason: 'no object was created' } : objects(found);
}

function described(key: string, object: Fields, etagName: string, time: unknown): AnnouncedObject {
	const etag = object[etagName];
	const { size } = object;
	const writtenMs = typeof time === 'string' ? Date.parse(time) : NaN;
	return {
		key,
		// Listings have the ETag in quotes, and the ledger compares the two.
		etag: typeof etag === 'string' ? `"${etag.replaceAll('"', '')}"` : undefined,
		sizeBytes: typeof size === 'number' ? size : undefined,
		writtenMs: Number.isNaN(writtenMs) ? undefined : writtenMs,
	};
}
