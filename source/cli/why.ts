import { inspectStore } from '../../store/index.ts';
import { discoverPrefixes } from '../ingest/prefixes.ts';
import { keptFlaws } from '../ingest/proof/proof-rows.ts';
import { SourceError } from '../ingest/source.ts';
import type { ObjectSource } from '../ingest/source.ts';
import { formatPlural } from '../text/number.ts';
import { sanitise } from '../text/sanitise.ts';
import { logKinds, notAskedFor, specOfKind } from '../trail/log-kinds.ts';
import { UsageError } from '../app/arguments.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import type { Environment } from '../app/environment.ts';
import { kindsOf } from '../app/kinds.ts';
import { openSource, sourceKindOf } from '../app/source/index.ts';
import { exitCode } from '../app/ports.ts';
import type { CommandPorts } from '../app/ports.ts';
import { prepare } from '../app/prepare.ts';
import type { Prepared } from '../app/prepare.ts';
import { openSession } from '../app/query-session.ts';
import type { QuerySession } from '../app/query-session.ts';
import { findEvent, reasonsForMissing } from '../evidence/why/event-facts.ts';
import type { WhyRequest } from '../evidence/why/event-facts.ts';
import { moreFacts, printFacts } from '../evidence/why/facts.ts';
import type { Facts } from '../evidence/why/facts.ts';
import { askSource, findObjects, objectFacts, reasonsByKey } from '../evidence/why/object-facts.ts';

const eventId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const sourceMsMax = 30_000;

/** Says what became of an object or an event, or why it may be missing. */
export const whyCommand: Command = {
	help: helpOf('why'),
	async run(args, ports) {
		const [asked, ...rest] = args.input;
		if (asked === undefined || rest.length > 0) {
			throw new UsageError('why needs one thing: the key or name of an object, or an eventID');
		}

		const prepared = await prepare(args, ports);
		const window =
			args.strings['since'] === undefined
				? { fromMs: 0, toMs: Number.POSITIVE_INFINITY }
				: prepared.range;
		const { environment } = prepared;
		const session = await openSession(prepared, ports);
		const source =
			environment.source === undefined
				? undefined
				: await openSource(environment.source, ports.nowMs);
		try {
			const facts = eventId.test(asked)
				? await explainEvent(asked.toLowerCase(), prepared, session, source, window, ports)
				: await explainObject(withoutBucket(asked), prepared, session, source, ports);
			await ports.out(facts.map(fact => printFacts(fact)).join('\n'));
			return facts.some(({ isThere }) => isThere) ? exitCode.rows : exitCode.none;
		} finally {
			await source?.close();
			await session.close();
		}
	},
};

function withoutBucket(asked: string): string {
	return asked.replace(/^s3:\/\/[^/]+\//, '');
}

async function explainObject(
	key: string,
	prepared: Prepared,
	session: QuerySession,
	source: ObjectSource | undefined,
	ports: CommandPorts,
): Promise<readonly Facts[]> {
	session.reader.refresh();
	const matches = findObjects(session.reader, key, source?.title);
	if (matches.count > 0) {
		return [
			...matches.shown.map(match =>
				objectFacts(match, [...keptFlaws(session.reader, match.namespace, match.key)]),
			),
			...moreFacts(matches.count - matches.shown.length, 'object'),
		];
	}

	const spec = prepared.environment.source;
	const reasons = reasonsByKey(key, {
		sinceMs: spec === undefined ? NaN : prepared.fetchRange.fromMs,
		nowMs: prepared.range.toMs,
		kinds: kindsOf(prepared.environment.limits),
		prefix: (spec && sourceKindOf(spec).bucketOf(spec)?.prefix) || undefined,
	});
	const there =
		source === undefined ? [] : [['source', await askSource(source, key, within(ports))] as const];
	return [
		{
			isThere: false,
			title: `${sanitise(key)} is not in the ledger: it was never fetched`,
			lines: [
				...(reasons.length === 0
					? [['key', 'nothing in it tells why'] as const]
					: reasons.map(reason => ['because', reason] as const)),
				...there,
			],
		},
	];
}

async function explainEvent(
	id: string,
	prepared: Prepared,
	session: QuerySession,
	source: ObjectSource | undefined,
	window: { readonly fromMs: number; readonly toMs: number },
	ports: CommandPorts,
): Promise<readonly Facts[]> {
	session.reader.refresh();
	const request: WhyRequest = {
		reader: session.reader,
		engine: session.engine,
		nowMs: prepared.range.toMs,
		sinceMs: source === undefined ? NaN : prepared.fetchRange.fromMs,
		dropped: await droppedOf(prepared, ports),
	};
	const found = await findEvent(request, id);
	if (found.length > 0) {
		return found;
	}

	const facts = reasonsForMissing(request, id, window);
	const notRead =
		source === undefined ? [] : await foldersNotRead(source, prepared.environment, ports);
	return [{ ...facts, lines: [...facts.lines, ...notRead] }];
}

async function droppedOf({ environment }: Prepared, ports: CommandPorts) {
	if (environment.storeDir === undefined) {
		return { count: 0, untilMs: NaN };
	}

	const info = await inspectStore(environment.storeDir, { nowMs: ports.nowMs() });
	return {
		count: info.droppedRecordCount,
		untilMs: Math.max(...info.drops.map(({ maxTimeMs }) => maxTimeMs)),
	};
}

/** Folders of the trail whose events are not fetched. */
async function foldersNotRead(
	source: ObjectSource,
	{ limits }: Environment,
	ports: CommandPorts,
): Promise<readonly (readonly [string, string])[]> {
	const folders = kindsOf(limits).map(kind => specOfKind(kind).folder);
	try {
		const { leftFolders } = await discoverPrefixes(
			(prefix, signal) => source.folders(prefix, signal),
			{ folders: new Set(folders), accounts: undefined, regions: undefined },
			within(ports),
		);
		return logKinds.flatMap(({ name, folder }) => {
			const count = leftFolders[folder] ?? 0;
			const where = `the folder ${folder}, in ${formatPlural(count, 'account')}`;
			return count === 0 ? [] : [['not read', `${where}: ${notAskedFor(name)}`] as const];
		});
	} catch (error) {
		ports.signal.throwIfAborted();
		const found = error instanceof SourceError ? `${error.message}; ${error.next}` : String(error);
		return [['source', sanitise(found)]];
	}
}

function within(ports: CommandPorts): AbortSignal {
	return AbortSignal.any([ports.signal, AbortSignal.timeout(sourceMsMax)]);
}
