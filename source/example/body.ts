import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { backgroundDraft, liveDraft } from './background.ts';
import type { PlannedObject } from './plan.ts';
import { hash, Random } from './random.ts';
import { recordText, timeText } from './record.ts';

/** Share of a damaged body that arrives. */
const damagedShare = 0.6;

/** The records of an ordinary or a live object, as texts, in the order of the file. */
export function recordsOf(planned: PlannedObject): readonly string[] {
	const random = new Random(planned.seed);
	const { account, region } = planned.series;
	const times = planned.kind === 'live' ? liveTimes(planned, random) : timesOf(planned, random);
	const make = planned.kind === 'live' ? liveDraft : backgroundDraft;
	const texts = times.map(timeMs =>
		recordText(make({ account, region, random, timeMs }), timeMs, random),
	);
	return planned.partial === true ? texts.filter((_, index) => index % 3 !== 2).reverse() : texts;
}

/**
 * Event times in ms: in the ten minutes before the object's stamp, unordered in a third of the
 * objects, and one record in a hundred is up to an hour late.
 */
function timesOf(planned: PlannedObject, random: Random): readonly number[] {
	const end = (planned.baseStampMs ?? planned.stampMs) - 5_000 - random.below(245) * 1000;
	const spanMs = 10_000 + random.below(290) * 1000;
	const times = Array.from({ length: planned.count }, () => {
		const late = random.chance(0.01) ? random.below(3000) * 1000 : 0;
		return end - Math.floor((random.share() * spanMs) / 1000) * 1000 - late;
	});
	return random.chance(0.36) ? times : times.sort((a, b) => a - b);
}

function liveTimes(planned: PlannedObject, random: Random): readonly number[] {
	const second = Math.floor(planned.lastModifiedMs / 1000) * 1000;
	return Array.from({ length: planned.count }, () => second - (1 + random.below(5)) * 1000);
}

export function objectBody(records: readonly string[], damaged = false): Uint8Array {
	const whole = gzipSync(recordsText(records), { level: 1 });
	return damaged ? whole.subarray(0, Math.floor(whole.byteLength * damagedShare)) : whole;
}

/** An Insights object: the start and the end of unusual activity, in another form than records. */
export function insightBody(planned: PlannedObject): Uint8Array {
	const random = new Random(planned.seed);
	const shared = random.uuid();
	const records = ['Start', 'End'].map((state, index) => {
		const time = timeText(planned.stampMs - (2 - index) * 600_000);
		return `{"eventVersion":"1.10","eventTime":"${time}","awsRegion":"${planned.series.region.name}","eventID":"${random.uuid()}","eventType":"AwsCloudTrailInsight","recipientAccountId":"${planned.series.account.id}","sharedEventID":"${shared}","insightDetails":{"state":"${state}","eventSource":"ec2.amazonaws.com","eventName":"RunInstances","insightType":"ApiCallRateInsight","insightContext":{"statistics":{"baseline":{"average":0.0020833333},"insight":{"average":${1 + random.below(9)}},"insightDuration":${5 + random.below(20)},"baselineDuration":10080}}},"eventCategory":"Insight"}`;
	});
	return objectBody(records);
}

/**
 * A digest that lists the objects of its hour with the hashes of their inflated bytes; unsigned.
 */
export function digestBody(
	planned: PlannedObject,
	bucket: string,
	listed: readonly { readonly key: string; readonly text: string }[],
): Uint8Array {
	const files = listed.map(({ key, text }) => ({
		s3Bucket: bucket,
		s3Object: key,
		hashValue: createHash('sha256').update(text).digest('hex'),
		hashAlgorithm: 'SHA-256',
	}));
	const digest = {
		awsAccountId: planned.series.account.id,
		digestStartTime: timeText(planned.stampMs - 3_600_000),
		digestEndTime: timeText(planned.stampMs),
		digestS3Bucket: bucket,
		digestS3Object: planned.key,
		digestPublicKeyFingerprint: hash(planned.seed, 5).toString(16).padStart(32, '0'),
		digestSignatureAlgorithm: 'SHA256withRSA',
		previousDigestS3Bucket: null,
		previousDigestS3Object: null,
		previousDigestHashValue: null,
		previousDigestHashAlgorithm: null,
		previousDigestSignature: null,
		logFiles: files,
	};
	return gzipSync(JSON.stringify(digest), { level: 1 });
}

/** The inflated text of an ordinary object, which a digest hashes. */
export function recordsText(records: readonly string[]): string {
	return `{"Records":[${records.join(',')}]}`;
}
