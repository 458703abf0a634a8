/** Why a message was not sent. It quotes nothing that a receiver sent, and no key. */
export class SendError extends Error {
	override readonly name = 'SendError';
	/** The receiver says no to this message: it is of no use to send it often. */
	readonly isRefusal: boolean;
	/** When the receiver wants to be asked again, in ms from now. */
	readonly retryAfterMs: number | undefined;

	constructor(
		message: string,
		{
			isRefusal = false,
			retryAfterMs,
		}: { isRefusal?: boolean; retryAfterMs?: number | undefined } = {},
	) {
		super(message);
		this.isRefusal = isRefusal;
		this.retryAfterMs = retryAfterMs;
	}
}

/** The code of an error of the system: its message may quote a path or an answer. */
export function codeOf(error: unknown): string {
	const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
	return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown';
}
