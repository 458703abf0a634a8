import { readFile } from 'node:fs/promises';
import { pathsOf } from '../config/paths.ts';
import { forecast } from '../ingest/forecast.ts';
import type { ForecastOptions } from '../ingest/forecast.ts';
import type { ObjectSource } from '../ingest/source.ts';
import { orUndefined, writeWhole } from '../intel/write-whole.ts';
import { parseObjectKey } from '../trail/object-key.ts';
import { formatBytes, formatNumber } from '../text/number.ts';
import { formatDuration } from '../text/duration.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import { UsageError } from '../app/arguments.ts';
import type { Arguments } from '../app/arguments.ts';
import { printCheck } from '../setup/doctor/check.ts';
import { probeSource } from '../setup/doctor/source-checks.ts';
import type { Probed } from '../setup/doctor/source-checks.ts';
import { readAnswers, Unanswered } from '../setup/init/answers.ts';
import type { Answers, Ask } from '../setup/init/answers.ts';
import { offerTrails } from '../setup/init/offer-trails.ts';
import { mergeEnvironment } from '../setup/init/merge-config.ts';
import { ConfigError } from '../app/config-error.ts';
import { configFile } from '../app/load-config.ts';
import { configuredKindOf, sourceKindOf } from '../app/source/index.ts';
import type { SourceSettings } from '../app/source/index.ts';
import { exitCode } from '../app/ports.ts';
import type { CommandPorts } from '../app/ports.ts';
import { readTime } from '../app/time-range.ts';
import { messageOf } from '../text/error-message.ts';

const forecastMsMax = 60_000;
/** Objects per second that one console fetches, at 40 ms to the bucket and 16 requests at once. */
const objectsASecond = 300;

/** Sets up an environment: asks for its settings, tries them, and writes the configuration. */
export const initCommand: Command = {
	help: helpOf('init'),
	async run(args, ports) {
		const ask = asker(args, ports);
		try {
			return await setUp(args, ports, ask);
		} catch (error) {
			if (error instanceof Unanswered) {
				ports.err(`\ntrailtop: ${error.message}\n`);
				return exitCode.interrupted;
			}

			throw error;
		}
	},
};

function asker(args: Arguments, ports: CommandPorts): Ask | undefined {
	if (args.switches['yes'] === true) {
		return undefined;
	}

	if (ports.ask === undefined) {
		throw new UsageError(
			'init asks on a terminal; in a script use --yes with --name, --bucket, --prefix, --region, --profile, --role-arn and --external-id',
		);
	}

	return ports.ask;
}

async function setUp(args: Arguments, ports: CommandPorts, ask: Ask | undefined): Promise<number> {
	const answers = await readAnswers(args, ports.workingDir, ask, known =>
		offerTrails(known, ports),
	);
	const sinceMs = readTime('since', answers.since, ports.nowMs(), 'UTC');
	const file = configFile(pathsOf(ports.env, ports.homeDir));
	// Reports settings that cannot be written before anything is tried.
	mergeInto(await textOf(file), answers, file);
	const spec = configuredKindOf(answers.source).specOf(answers.source, ports.workingDir);
	const kind = sourceKindOf(spec);
	const source = await kind.open(spec, ports.nowMs);
	let found: SourceSettings;
	try {
		let badCount = 0;
		const probed = await probeSource({
			bucket: kind.bucketOf(spec),
			source,
			nowMs: ports.nowMs,
			signal: ports.signal,
			onCheck: check => {
				badCount += check.state === 'bad' ? 1 : 0;
				ports.err(printCheck(check));
			},
		});
		if (badCount > 0 && !(await isWantedAnyway(ask))) {
			ports.err('trailtop: nothing was written; mend what failed and run init again\n');
			return exitCode.error;
		}

		found = withPrefix(answers.source, probed);
		if (badCount === 0) {
			await reportForecast(
				source,
				{ since: answers.since, sinceMs, isPaid: kind.isPaid },
				probed,
				ports,
			);
		}
	} finally {
		await source.close();
	}

	return await write(file, { ...answers, source: found }, ports);
}

async function isWantedAnyway(ask: Ask | undefined): Promise<boolean> {
	const answer = await ask?.('Write the configuration all the same? [y/N]: ');
	return /^y(?:es)?$/i.test(answer?.trim() ?? '');
}

/** Sets the one prefix below which the trail was found, so that from now on only it is listed. */
export function withPrefix(source: SourceSettings, { discovered }: Probed): SourceSettings {
	const above = new Set(
		(discovered?.prefixes ?? []).map(({ prefix }) =>
			prefix.slice(0, prefix.indexOf('AWSLogs/')).replace(/\/$/, ''),
		),
	);
	const [only] = above;
	return above.size === 1 && only !== undefined
		? configuredKindOf(source).withPrefix(source, only)
		: source;
}

async function reportForecast(
	source: ObjectSource,
	{ since, sinceMs, isPaid }: ForecastOptions & { readonly since: string },
	{ object }: Probed,
	ports: CommandPorts,
): Promise<void> {
	try {
		const signal = AbortSignal.any([ports.signal, AbortSignal.timeout(forecastMsMax)]);
		const cost = await forecast(source, { sinceMs, isPaid }, signal);
		const dollars = cost.requestDollars + cost.egressDollars;
		const seconds = Math.ceil(cost.objectCount / objectsASecond);
		const price = isPaid
			? `, $${dollars.toFixed(2)} at most, and $${cost.pollDollarsAMonth.toFixed(2)} a month to go on`
			: '';
		const { stampMs } = parseObjectKey(object?.key ?? '');
		const hint =
			cost.objectCount === 0 && stampMs < sinceMs
				? `; one of ${new Date(stampMs).toISOString()} was found: --since reaches further back`
				: '';
		ports.err(
			`trailtop: since ${since}: ${formatNumber(cost.objectCount)} objects, ${formatBytes(cost.sizeBytes)}, about ${formatDuration(Math.max(1, seconds) * 1_000)}${price}${hint}\n`,
		);
	} catch (error) {
		ports.signal.throwIfAborted();
		ports.err(`trailtop: what since ${since} brings was not counted: ${messageOf(error)}\n`);
	}
}

async function write(file: string, answers: Answers, ports: CommandPorts): Promise<number> {
	const merged = mergeInto(await textOf(file), answers, file);
	await writeWhole(file, [merged.text]);
	const what = merged.replaced ? 'changed the source of' : 'added';
	const env = merged.isDefault ? '' : ` --env ${answers.name}`;
	await ports.out(`${what} environment ${answers.name} in ${file}\nrun: trailtop${env}\n`);
	return exitCode.rows;
}

/** @throws ConfigError when the file as it is cannot be used */
function mergeInto(text: string, answers: Answers, file: string) {
	const merged = mergeEnvironment(text, answers, file);
	if ('fault' in merged) {
		throw new ConfigError(merged.fault);
	}

	return merged;
}

async function textOf(file: string): Promise<string> {
	try {
		return (await orUndefined(readFile(file, 'utf8'))) ?? '';
	} catch (error) {
		throw new ConfigError(`${file} cannot be read: ${String(error)}`, { cause: error });
	}
}
