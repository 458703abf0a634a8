import { sourceCategoryDefault } from '../../config/source-category.ts';
import { UsageError } from '../arguments.ts';
import { sinceEverything } from './source-kind.ts';
import type { SourceKind } from './source-kind.ts';

/** What was read of stdin, as if it were a file. */
export interface StdinSpec {
	readonly kind: 'stdin';
	readonly bytes: Uint8Array;
	/** When it was read, ms since the epoch. */
	readonly atMs: number;
}

/** The text of `--from` for stdin. */
export const stdinName = '-';
/** As many as of any one object; more of them would be no object that is read. */
export const stdinBytesMax = 64 << 20;
/** Commands that read a source once, and ask nothing on stdin. */
const commands: ReadonlySet<string> = new Set(['query', 'show', 'export', 'ingest', 'damaged']);

/** Whether a command reads records from stdin. */
export function readsStdin(command: string): boolean {
	return commands.has(command);
}

export const stdinKind: SourceKind<StdinSpec, never> = {
	kind: 'stdin',
	recognises: from => from === stdinName,
	parse(_, { args, stdin, nowMs }) {
		if (stdin === undefined) {
			throw new UsageError(
				`\`${args.command}\` cannot read records from stdin; save them to a file and name that with --from`,
			);
		}

		return { kind: 'stdin', bytes: stdin, atMs: nowMs };
	},
	takesRegion: false,
	configured: { refusal: 'stdin is there once and cannot be configured' },
	async open({ bytes, atMs }) {
		const { BytesSource } = await import('../../ingest/bytes-source.ts');
		return new BytesSource('stdin', bytes, atMs);
	},
	environmentName: 'from',
	sourceCategory: sourceCategoryDefault,
	sourceNameOf: () => 'stdin',
	sourceHostOf: () => 'stdin',
	titleOf: () => 'stdin',
	since: sinceEverything,
	bringsIntel: false,
	isPaid: false,
	limitsOf: () => ({}),
	bucketOf: () => undefined,
	queueOf: () => undefined,
	trailsOf: () => undefined,
	lacks: [],
	reachMs: undefined,
};
