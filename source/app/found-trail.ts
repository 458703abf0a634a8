import { SourceError } from '../ingest/source.ts';
import type { AskedTrails } from '../ingest/trail-api/ask-trails.ts';
import type { Trail } from '../ingest/trail-api/trail.ts';
import { fromsOf } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import type { Config } from './config-schema.ts';
import { askForTrails, trailAccessOf } from './open-trail-api.ts';
import type { CommandPorts } from './ports.ts';
import { openSource, parseSource } from './source/index.ts';

/** In ms, for all calls together. */
const askingMsMax = 60_000;
/** Trails that are named beside the one that was opened. */
const othersNamedMax = 5;

/** Arguments that name a source, or need none, and lines about how it was chosen. */
export interface WithTrail {
	readonly args: Arguments;
	readonly notes: readonly string[];
}

/**
 * Names the best trail that logs the account of `--profile` as the source, when neither a source nor
 * a configuration is given. Its bucket is listed once.
 *
 * @throws SourceError when there is none, or it cannot be read; it names another way
 */
export async function withTrail(
	args: Arguments,
	config: Config,
	ports: CommandPorts,
): Promise<WithTrail> {
	const profile = args.strings['profile'];
	const isNamed =
		fromsOf(args).length > 0 || ['env', 'store'].some(name => args.strings[name] !== undefined);
	if (profile === undefined || isNamed || Object.keys(config.environments).length > 0) {
		return { args, notes: [] };
	}

	const { trails, leftCount } = await trailsOf(args, ports.signal);
	const [best, ...others] = trails;
	if (best === undefined) {
		throw new SourceError(
			'not-found',
			leftCount === 0
				? `no trail logs the account of --profile ${profile}`
				: `the account of --profile ${profile} has ${trailCount(leftCount)} with a bucket, prefix or region of no known form`,
			`name the bucket ${leftCount === 0 ? 'of another account ' : ''}with --from s3://bucket, or ${lookupAdvice}`,
		);
	}

	const found = await argumentsFor(best, args);
	await tryBucket(best, found, ports);
	return { args: found, notes: [await noteOf(best, others, leftCount)] };
}

function trailCount(count: number): string {
	return count === 1 ? '1 trail' : `${count} trails`;
}

async function trailsOf(args: Arguments, signal: AbortSignal): Promise<AskedTrails> {
	try {
		return await askForTrails(trailAccessOf(args), askingMsMax, signal);
	} catch (error) {
		throw withAdvice(error, 'name its bucket with --from s3://bucket');
	}
}

const lookupAdvice = 'read the last 90 days of management events with --from lookup';

async function argumentsFor(trail: Trail, args: Arguments): Promise<Arguments> {
	const { trailAddress } = await import('../ingest/trail-api/trail-words.ts');
	return {
		...args,
		strings: {
			// The bucket’s region is told by S3 itself; the trail’s is in the same partition.
			'bucket-region': trail.homeRegion,
			...args.strings,
			from: trailAddress(trail),
		},
	};
}

/** One listing, so that what may not be read is told before a screen is drawn. */
async function tryBucket(trail: Trail, args: Arguments, ports: CommandPorts): Promise<void> {
	const spec = parseSource(fromsOf(args), {
		args,
		workingDir: ports.workingDir,
		nowMs: ports.nowMs(),
	});
	const source = await openSource(spec, ports.nowMs);
	try {
		const prefix = trail.prefix === '' ? '' : `${trail.prefix}/`;
		for await (const page of source.list(`${prefix}AWSLogs/`, undefined, ports.signal)) {
			if (page.length > 0) {
				return;
			}
		}
	} catch (error) {
		ports.signal.throwIfAborted();
		throw withAdvice(error, `the trail ${trail.name} delivers there; ${lookupAdvice}`);
	} finally {
		await source.close();
	}
}

function withAdvice(error: unknown, advice: string): unknown {
	return error instanceof SourceError
		? new SourceError(error.code, error.message, `${error.next}, or ${advice}`)
		: error;
}

async function noteOf(best: Trail, others: readonly Trail[], leftCount: number): Promise<string> {
	const { trailAddress, trailWords } = await import('../ingest/trail-api/trail-words.ts');
	const named = others
		.slice(0, othersNamedMax)
		.map(trail => `${trail.name} (--from ${trailAddress(trail)})`);
	const more = others.length > othersNamedMax ? ` and ${others.length - othersNamedMax} more` : '';
	const { name } = best;
	const only =
		leftCount === 0 ? 'the only one' : `the only one of ${leftCount + 1} that can be used`;
	// The way to another one stands first, because a message of the console is one line.
	return others.length === 0
		? `opened trail ${name}, ${only}; \`trailtop init\` keeps it; ${trailWords(best)}`
		: `opened trail ${name}; \`trailtop init\` chooses another of ${others.length + 1}; ${trailWords(best)}; others: ${named.join(', ')}${more}`;
}
