import type {
	ChangeMessageVisibilityBatchCommandInput,
	DeleteMessageBatchCommandInput,
	DeleteMessageBatchCommandOutput,
	ReceiveMessageCommandInput,
	ReceiveMessageCommandOutput,
} from '@aws-sdk/client-sqs';

/** What a feed asks of a queue. Each rejects with the SDK's error, or when `signal` aborts. */
export interface QueueRequests {
	receive(
		input: ReceiveMessageCommandInput,
		signal: AbortSignal,
	): Promise<ReceiveMessageCommandOutput>;
	remove(input: DeleteMessageBatchCommandInput): Promise<DeleteMessageBatchCommandOutput>;
	/** Hides received messages from other consumers for longer. */
	prolong(input: ChangeMessageVisibilityBatchCommandInput): Promise<unknown>;
	close(): void;
}
