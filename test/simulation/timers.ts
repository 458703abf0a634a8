/**
 * LMDB's package ends its reads by a timer, on which it depends which pages the next commit may use.
 * Until the returned function is called, timers run with the next turn of the event loop, whatever
 * their time, so that nothing depends on how fast this machine is.
 */
export function withoutTimers(): () => void {
	const { setTimeout: real } = globalThis;
	const atOnce = (run: (...all: readonly unknown[]) => void, _ms?: number, ...all: unknown[]) =>
		setImmediate(run, ...all);
	globalThis.setTimeout = Object.assign(atOnce, real) as unknown as typeof setTimeout;
	return () => {
		globalThis.setTimeout = real;
	};
}
