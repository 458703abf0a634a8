import { aRecord, anObject, startMs } from '../../fixtures/records.ts';
import type { ObjectOptions } from '../../fixtures/records.ts';
import type { PutOptions, S3Bucket } from '../../fixtures/s3-bucket.ts';
import { S3Server } from '../../fixtures/s3-server.ts';

export interface BucketWorld {
	readonly server: S3Server;
	readonly bucket: S3Bucket;
	/** Flags that name it. */
	readonly flags: (prefix?: string) => readonly string[];
	/** Puts one log there. @returns its key */
	put(options?: ObjectOptions, more?: PutOptions): string;
	stop(): Promise<void>;
}

export const bucketName = 'trail-logs';
/** Some minutes after the objects were delivered. */
export const bucketNowMs = startMs + 600_000;

/** A bucket over HTTP whose server’s clock stands still. */
export async function aBucket(): Promise<BucketWorld> {
	process.env['AWS_ACCESS_KEY_ID'] = 'AKIAEXAMPLE';
	process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
	const server = await S3Server.start();
	server.nowMs = bucketNowMs;
	const bucket = server.bucket(bucketName);
	return {
		server,
		bucket,
		flags: (prefix = '') => [
			...['--from', `s3://${bucketName}${prefix === '' ? '' : `/${prefix}`}`],
			...['--endpoint', server.endpoint, '--bucket-region', 'us-east-1'],
		],
		put: (options = {}, more = {}) => {
			const object = anObject([aRecord()], options);
			bucket.put(object.key, object.body, { lastModifiedMs: startMs + 240_000, ...more });
			return object.key;
		},
		stop: () => server.stop(),
	};
}
