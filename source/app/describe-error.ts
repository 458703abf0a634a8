import { StoreError } from '../../store/index.ts';
import { SourceError } from '../ingest/source.ts';
import { messageOf } from '../text/error-message.ts';
import { storeAdvice } from './store-advice.ts';

/** What went wrong and, where we know it, what to do about it. */
export function describeError(error: unknown): string {
	if (error instanceof StoreError) {
		return `${error.message}; ${storeAdvice(error)}`;
	}

	return error instanceof SourceError ? `${error.message}; ${error.next}` : messageOf(error);
}
