import { textOf } from '../comparison.ts';
import { rowBytes } from '../spending.ts';
import type { Search, StageNode } from '../syntax/tree.ts';
import type { Span } from '../value.ts';
import type { AggregateStage } from './aggregate.ts';
import { enrichRun, type Enrichment } from './enrichment.ts';
import { chainDepthMax, chainOf, type Issued } from './follow/chain.ts';
import { identityOf, identityPaths, type Identity } from './follow/principal.ts';
import { readWithin, tellShortPast, withinText, type Within } from './past/within.ts';
import { adding } from './schema.ts';
import { timeWidths, words } from './stage-completion.ts';
import type { StageContext } from './stage-context.ts';
import type { Pipelines, StageSpec } from './stage-spec.ts';

export interface FollowStage extends StageNode {
	readonly kind: 'follow';
	/** How far before the range a key may have been given out. */
	readonly within: Within;
	/** Who asked for which key, before the stage runs on rows. */
	readonly learned: Issued | undefined;
}

/** A session lasts twelve hours at most, and one that such a session begins an hour. */
const usual: Within = { ms: 36 * 3_600_000, label: '36h' };
/** Keys whose callers are known, the newest of more. */
export const issuedKeysMax = 100_000;

const titles = ['_origin', '_chain'];
const issuedPath = 'responseElements.credentials.accessKeyId';

const run = enrichRun<FollowStage>(
	({ learned }, _, warn): Enrichment => ({
		keys: identityPaths,
		names: titles,
		find: values => {
			const { origin, text, cut } = chainOf(
				identityOf(values),
				learned ?? new Map<string, Identity>(),
			);
			if (cut === 'loop') {
				warn('follow: keys lead back to themselves; their chains begin with (loop)');
			} else if (cut === 'depth') {
				warn(`follow goes back ${chainDepthMax} principals; longer chains begin with (more)`);
			}

			return [origin, text];
		},
		version: '',
		stamp: undefined,
	}),
	() => ({ columns: identityPaths }),
);

export const follow: StageSpec<FollowStage> = {
	kind: 'follow',
	help: {
		name: 'follow',
		group: 'enrich',
		takes: 'rows',
		tier: 'later',
		syntax: 'follow [within 36h]',
		help: 'follows the keys of each call through roles that took roles: _origin is the first principal, and _chain the way, as user/ada → role/Deploy → role/Prod; what the store does not tell is ?',
		snippet: 'follow',
		keywords: ['within'],
		example: 'eventName=DeleteTrail | follow | count by _origin, _chain',
	},
	read: reader => ({ kind: 'follow', within: readWithin(reader) ?? usual, learned: undefined }),
	print: ({ within }) => `follow${withinText(within)}`,
	name: () => 'follow',
	explain: ({ within }) => `within ${within.label}`,
	reads: () => [],
	makes: (_, before) => adding(before, titles),
	run: { ...run, learn: learnKeys, keptBy: () => undefined },
	complete: {
		operands: 'expression',
		opens: [],
		follows: words(['within']),
		offers: ({ isFirst, last }) =>
			last.word === 'within' ? words(timeWidths) : isFirst ? words(['within']) : undefined,
	},
	drill: { made: () => titles, dropsRows: false },
};

/** Records in which keys were given out. */
function issuing(span: Span): Search {
	const field = (name: string, value: string): Search => ({
		kind: 'field',
		field: { name, span },
		value,
		quoted: false,
		negated: false,
		span,
	});
	const items = [field('eventSource', 'sts.amazonaws.com'), field(issuedPath, '*')];
	return { kind: 'and', items, span };
}

async function learnKeys(
	stage: FollowStage,
	context: StageContext,
	pipelines: Pipelines,
): Promise<FollowStage> {
	const { span, within } = stage;
	const by = [issuedPath, ...identityPaths].map(name => ({ name, span }));
	const args = [{ name: '_messageTime', span }];
	const last = { name: 'max', args, numbers: [], titles: ['at'], span };
	const counting: AggregateStage = { kind: 'aggregate', aggregates: [last], by, span };
	const range = { fromMs: context.fromMs - within.ms, toMs: context.toMs };
	const query = { search: issuing(span), stages: [] };
	const { rows } = await pipelines.elsewhere({ ...range, query }, [counting]);
	tellShortPast('follow', within, context, pipelines, 'some origins may be unknown');
	const issued = new Map<string, Identity>();
	let leftCount = 0;
	// The groups have an order of their own, which arrival does not change.
	for (const [key, ...values] of rows.toSorted((a, b) => Number(b.at(-1)) - Number(a.at(-1)))) {
		const name = textOf(key ?? null);
		const known = issued.get(name);
		if (known === undefined && issued.size === issuedKeysMax) {
			leftCount++;
			continue;
		}

		const caller = identityOf(values.slice(0, -1));
		if (known === undefined || tellsMore(caller, known)) {
			context.spending.add(rowBytes(16) + 2 * (name.length + caller.name.length), span);
			issued.set(name, caller);
		}
	}

	if (leftCount > 0) {
		context.warn(
			`follow knows ${issuedKeysMax} keys, the newest; ${leftCount} others are left out`,
		);
	}

	return { ...stage, learned: issued };
}

/** A call between two accounts is recorded in both; that of the caller says who, the other its account. */
function tellsMore(caller: Identity, known: Identity): boolean {
	return known.name.startsWith('account/') && !caller.name.startsWith('account/');
}
