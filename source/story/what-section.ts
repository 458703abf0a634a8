import { allOf, anyOf, notOf } from '../findings/expressions.ts';
import type { Expression } from '../query/syntax/tree.ts';
import { formatNumber, formatPlural } from '../text/number.ts';
import { countPart, listedMax, textOr, type Asker } from './asker.ts';
import { hasValue, outcomeNames, outcomeOf, outcomes, type Outcome } from './conditions.ts';
import { rowOf, valuePart, words, type StoryRow, type StorySection } from './story.ts';

/** Combinations of service, call and result that are counted of one principal; more are told. */
export const callsMax = 50_000;

interface Calls {
	readonly source: string | null;
	readonly name: string | null;
	readonly result: string | null;
	readonly outcome: Outcome;
	readonly count: number;
}

const outcomeWords: Readonly<Record<Outcome, (count: number) => string>> = {
	read: count => formatPlural(count, 'read'),
	write: count => formatPlural(count, 'write'),
	refused: count => `${formatNumber(count)} refused`,
	failed: count => `${formatNumber(count)} failed`,
	other: count => formatPlural(count, 'other'),
};

/** What it did by service, names it used for the first time, and what it was refused. */
export async function tellWhat(
	asker: Asker,
	own: Expression,
	isOld: boolean,
): Promise<readonly [what: StorySection, refused: StorySection]> {
	const { rows } = await asker.ask(
		own,
		['count by eventSource, eventName, _result, _denied, _readOnly'],
		{ rowsMax: callsMax, isWhole: true },
	);
	const calls = rows.map(([source, name, result, isDenied, isRead, count]): Calls => {
		const outcome = outcomeOf(textOr(result), isDenied === true, isRead === true);
		return {
			source: textOr(source),
			name: textOr(name),
			result: textOr(result),
			outcome,
			count: Number(count),
		};
	});
	const fresh = isOld ? await firstUsed(asker, own, calls) : [];
	return [
		{ id: 'what', title: 'What', rows: [...byService(own, calls), ...fresh] },
		{ id: 'refused', title: 'Asked and refused', rows: refusals(own, calls) },
	];
}

/** Sums by a key, the largest first. */
function summed(calls: readonly Calls[], keyOf: (one: Calls) => string) {
	const groups = new Map<string, { readonly first: Calls; count: number; readonly all: Calls[] }>();
	for (const one of calls) {
		const key = keyOf(one);
		const group = groups.get(key) ?? { first: one, count: 0, all: [] };
		group.count += one.count;
		group.all.push(one);
		groups.set(key, group);
	}

	return [...groups.entries()]
		.toSorted(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1))
		.map(([, group]) => group);
}

function byService(own: Expression, calls: readonly Calls[]): readonly StoryRow[] {
	const services = summed(calls, ({ source }) => JSON.stringify(source));
	const listed = services.slice(0, listedMax).map(({ first: { source }, all }) => {
		const isOfService = hasValue('eventSource', source);
		return rowOf([
			valuePart('service', source ?? '(none)'),
			...outcomeNames.map(outcome => {
				const count = all
					.filter(one => one.outcome === outcome)
					.reduce((sum, one) => sum + one.count, 0);
				const text = outcomeWords[outcome](count);
				return countPart(outcome, count, [own, isOfService, outcomes[outcome]], { text });
			}),
		]);
	});
	return [...listed, ...rest(own, services.length, ['eventSource'], 'service')];
}

/** How many there are, where not all are listed. */
function rest(
	own: Expression,
	count: number,
	by: readonly string[],
	noun: string,
): readonly StoryRow[] {
	const part = countPart('all', count, [own], {
		stages: [`count by ${by.join(', ')}`],
		text: `${formatPlural(count, noun)} in all`,
	});
	return count > listedMax ? [rowOf([words('label', 'more'), part])] : [];
}

/** Names of calls that it never used before the range. */
async function firstUsed(
	asker: Asker,
	own: Expression,
	calls: readonly Calls[],
): Promise<readonly StoryRow[]> {
	const { rows } = await asker.ask(own, ['count by eventSource, eventName'], {
		range: asker.before,
		rowsMax: callsMax,
	});
	const keyOf = (source: string | null, name: string | null) => JSON.stringify([source, name]);
	const known = new Set(rows.map(([source, name]) => keyOf(textOr(source), textOr(name))));
	const named = calls.filter(({ source, name }) => !known.has(keyOf(source, name)));
	const fresh = summed(named, ({ source, name }) => keyOf(source, name));
	const listed = fresh
		.slice(0, listedMax)
		.map(({ first: { source, name }, count }) =>
			rowOf([
				words('label', 'first time'),
				countPart('records', count, [
					own,
					hasValue('eventSource', source),
					hasValue('eventName', name),
				]),
				valuePart('call', `${serviceOf(source)} ${name ?? '(none)'}`),
			]),
		);
	const isFresh = anyOf(
		summed(named, ({ source }) => JSON.stringify(source)).map(({ first: { source }, all }) =>
			allOf([
				hasValue('eventSource', source),
				anyOf([...new Set(all.map(({ name }) => name))].map(name => hasValue('eventName', name))),
			]),
		),
	);
	return fresh.length > listedMax
		? [
				...listed,
				...rest(allOf([own, isFresh]), fresh.length, ['eventSource', 'eventName'], 'new name'),
			]
		: listed;
}

function refusals(own: Expression, calls: readonly Calls[]): readonly StoryRow[] {
	const isEnding = ({ outcome }: Calls) => outcome === 'refused' || outcome === 'failed';
	const groups = summed(calls.filter(isEnding), ({ source, name, result, outcome }) =>
		JSON.stringify([source, name, result, outcome]),
	);
	const listed = groups.slice(0, listedMax).map(({ first, count }) => {
		const { source, name, result, outcome } = first;
		return rowOf([
			countPart(
				outcome,
				count,
				[
					own,
					hasValue('eventSource', source),
					hasValue('eventName', name),
					hasValue('_result', result),
					outcomes[outcome],
				],
				{ text: outcomeWords[outcome](count) },
			),
			valuePart('call', `${serviceOf(source)} ${name ?? '(none)'}`),
			valuePart('error', result ?? '(none)'),
		]);
	});
	const all = allOf([own, notOf(anyOf([outcomes.read, outcomes.write, outcomes.other]))]);
	return [
		...listed,
		...rest(all, groups.length, ['eventSource', 'eventName', '_result', '_denied'], 'pair'),
	];
}

/** `iam.amazonaws.com` → `iam` */
export function serviceOf(source: string | null): string {
	return (source ?? '(none)').replace(/\.amazonaws\.com$/, '');
}
