import type {
	GetObjectCommandInput,
	GetObjectCommandOutput,
	HeadObjectCommandInput,
	HeadObjectCommandOutput,
	ListObjectsV2CommandInput,
	ListObjectsV2CommandOutput,
} from '@aws-sdk/client-s3';

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
