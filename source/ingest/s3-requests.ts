import type {
	GetObjectCommandInput,
	GetObjectCommandOutput,
	HeadObjectCommandInput,
	HeadObjectCommandOutput,
	ListObjectsV2CommandInput,
	ListObjectsV2CommandOutput,
	S3Client,
} from '@aws-sdk/client-s3';
import type { Sdk } from './s3-client.ts';

/**
 * What a source asks of S3. Each rejects with the SDK's error, or when `signal` aborts before the head
 * of the answer has come; a body may end in an error later.
 */
export interface S3Requests {
	list(input: ListObjectsV2CommandInput, signal: AbortSignal): Promise<ListObjectsV2CommandOutput>;
	get(input: GetObjectCommandInput, signal: AbortSignal): Promise<GetObjectCommandOutput>;
	head(input: HeadObjectCommandInput, signal: AbortSignal): Promise<HeadObjectCommandOutput>;
	close(): void;
}

/** Requests over the SDK. */
export function sdkRequests(sdk: Sdk, client: S3Client): S3Requests {
	return {
		list: (input, abortSignal) => client.send(new sdk.ListObjectsV2Command(input), { abortSignal }),
		get: (input, abortSignal) => client.send(new sdk.GetObjectCommand(input), { abortSignal }),
		head: (input, abortSignal) => client.send(new sdk.HeadObjectCommand(input), { abortSignal }),
		close: () => client.destroy(),
	};
}
