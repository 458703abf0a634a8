import { resolve } from 'node:path';
import { UsageError } from '../app/arguments.ts';
import type { Arguments } from '../app/arguments.ts';
import { scopeOf } from '../app/filtered-query.ts';
import { loadConfig } from '../app/load-config.ts';
import { exitCode } from '../app/ports.ts';
import type { CommandPorts } from '../app/ports.ts';
import { prepare } from '../app/prepare.ts';
import { failedWith } from '../app/print/failed-with.ts';
import { storyObject } from '../app/print/story.ts';
import { openSession } from '../app/query-session.ts';
import type { QuerySession } from '../app/query-session.ts';
import { accountOf, answeredWith, reportAccount, reportNothing } from '../app/report-account.ts';
import { reportFetch } from '../app/report-fetch.ts';
import { loadRulesAloud } from '../app/rules.ts';
import { Interrupted } from '../evidence/export/pages.ts';
import { compactedWords } from '../evidence/export/records.ts';
import type { ExportCounts } from '../evidence/export/records.ts';
import { bundleStory } from '../evidence/export/story-bundle.ts';
import type { Rule } from '../findings/rule.ts';
import type { Account } from '../ingest/account.ts';
import { accountWords } from '../ingest/account-words.ts';
import { storyMarkdown } from '../story/markdown.ts';
import { storyLines } from '../story/page.ts';
import { nothingWords } from '../story/nothing.ts';
import type { Story } from '../story/story.ts';
import { tellStory } from '../story/tell-story.ts';
import { formatNumber, formatPlural } from '../text/number.ts';
import { sanitise } from '../text/sanitise.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';

/** An ARN has 2,048 characters at most; longer names make queries that are too long. */
const whoCharactersMax = 10_000;

const formats = ['table', 'markdown', 'json'] as const;

type Format = (typeof formats)[number];

/** Tells all that the records of a range say of one principal. */
export const storyCommand: Command = {
	help: helpOf('story'),
	async run(args, ports) {
		const who = readWho(args);
		const format = readFormat(args);
		const bundle = readBundle(args, ports.workingDir);
		const prepared = await prepare(args, ports, 'any');
		const { environment, range, timeZone } = prepared;
		const { paths } = await loadConfig(ports);
		const { rules } = await loadRulesAloud(paths.configDir, ports);
		const session = await openSession(prepared, ports);
		try {
			reportFetch(session.fetched?.errors ?? [], environment, ports);
			// Late records come all the time, and the numbers of a story are of many queries.
			session.freeze();
			const outcome = await tellStory(
				session.engine,
				rules,
				{ ...range, nowMs: range.toMs, timeZone, who, scope: scopeOf(args, prepared) },
				{
					signal: ports.signal,
					onProgress: ({ doneCount, segmentCount }) => {
						const share = Math.floor((100 * doneCount) / segmentCount);
						ports.rewriteLine(`${share} % of ${formatPlural(segmentCount, 'segment')}`);
					},
				},
			);
			ports.rewriteLine('');
			if (!outcome.ok) {
				return 'cancelled' in outcome ? exitCode.interrupted : failedWith(outcome.faults, ports);
			}

			const { story } = outcome;
			const account = accountOf(session, range);
			if (bundle === undefined) {
				await print(story, format, timeZone, ports);
			} else if (story.recordCount > 0) {
				const counts = await writeBundle(
					bundle,
					{ story, timeZone, account, rules, session },
					ports,
				);
				if (counts === undefined) {
					return exitCode.interrupted;
				}
			}

			tellNothing(story, ports);
			story.warnings.forEach(warning => ports.err(`trailtop: ${sanitise(warning)}\n`));
			reportAccount(account, args, ports);
			reportNothing(session, prepared, ports);
			return answeredWith(story.recordCount > 0 ? exitCode.rows : exitCode.none, account);
		} finally {
			await session.close();
		}
	},
};

function readWho({ input: [who, ...rest] }: Arguments): string {
	if (who === undefined || who.trim() === '' || rest.length > 0) {
		throw new UsageError(
			'story takes one principal, such as an ARN, an access key or an address: `trailtop story ada --since 7d`',
		);
	}

	if (who.length > whoCharactersMax) {
		throw new UsageError(
			`a principal has at most ${formatNumber(whoCharactersMax)} characters; found ${formatNumber(who.length)}: name its ARN or its key`,
		);
	}

	return who.trim();
}

function readBundle({ strings }: Arguments, workingDir: string): string | undefined {
	const { bundle, format } = strings;
	if (bundle !== undefined && format !== undefined) {
		throw new UsageError(
			'--bundle goes without --format: it has the story as Markdown and as JSON',
		);
	}

	return bundle === undefined ? undefined : resolve(workingDir, bundle);
}

function readFormat(args: Arguments): Format {
	const given = args.strings['format'] ?? 'table';
	const known = formats.find(name => name === given);
	if (known === undefined) {
		throw new UsageError(`--format is one of ${formats.join(', ')}; found "${sanitise(given)}"`);
	}

	return known;
}

async function print(
	story: Story,
	format: Format,
	timeZone: string,
	ports: CommandPorts,
): Promise<void> {
	if (format === 'json') {
		await ports.out(`${JSON.stringify(storyObject(story), null, 2)}\n`);
	} else if (story.recordCount > 0) {
		const columns = ports.outIsTty ? ports.columns : Number.POSITIVE_INFINITY;
		await ports.out(
			format === 'markdown'
				? storyMarkdown(story, timeZone)
				: `${storyLines(story, columns, timeZone).join('\n')}\n`,
		);
	}
}

function tellNothing(story: Story, ports: CommandPorts): void {
	if (story.recordCount === 0) {
		ports.err(
			`trailtop: ${sanitise(nothingWords(story, '--since and --until choose the range'))}\n`,
		);
	}
}

interface Told {
	readonly story: Story;
	readonly timeZone: string;
	readonly account: Account;
	readonly rules: readonly Rule[];
	readonly session: QuerySession;
}

/** @returns undefined when it was interrupted */
async function writeBundle(
	dir: string,
	{ story, timeZone, account, rules, session }: Told,
	ports: CommandPorts,
): Promise<ExportCounts | undefined> {
	const { engine, ledgers } = session;
	const words = accountWords(account);
	const lacks = [...story.warnings, ...(words === undefined ? [] : [words])];
	try {
		const { counts } = await bundleStory(
			{ dir, story, timeZone, lacks, nowMs: story.toMs },
			{ engine, snapshot: session.freeze(), ledgers, account, rules, createdMs: ports.nowMs() },
			{
				signal: ports.signal,
				onProgress: doneCount =>
					ports.rewriteLine(
						`${formatNumber(doneCount)} of ${formatPlural(story.recordCount, 'record')} written`,
					),
			},
		);
		ports.rewriteLine('');
		ports.err(`trailtop: ${formatPlural(counts.records, 'record')} in ${sanitise(dir)}\n`);
		const told = compactedWords(counts);
		if (told !== undefined) {
			ports.err(`trailtop: ${told}\n`);
		}

		return counts;
	} catch (error) {
		ports.rewriteLine('');
		if (error instanceof Interrupted) {
			return undefined;
		}

		throw error;
	}
}
