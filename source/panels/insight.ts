import { formatNumber, formatPlural } from '../text/number.ts';
import type { JsonNode } from './json-tree.ts';

/** What is counted, by the type of an Insights event. */
const rates: Readonly<Record<string, string>> = {
	ApiCallRateInsight: 'calls',
	ApiErrorRateInsight: 'errors',
};

/**
 * An Insights event in a sentence: what was unusual, how much of it there was a minute, and how much
 * there is usually.
 *
 * @param details - `insightDetails` as delivered
 * @returns undefined when it does not say what was unusual
 */
export function insightWords(details: JsonNode): string | undefined {
	const text = (...path: readonly string[]) => textOf(at(details, path));
	const number = (...path: readonly string[]) => numberOf(at(details, path));
	const name = text('eventName');
	const rate = rates[text('insightType') ?? ''];
	if (name === undefined || rate === undefined) {
		return undefined;
	}

	const statistics = ['insightContext', 'statistics'];
	const found = number(...statistics, 'insight', 'average');
	const usual = number(...statistics, 'baseline', 'average');
	const minutes = number(...statistics, 'insightDuration');
	const code = text('errorCode');
	const service = text('eventSource');
	const by = byWhom(details);
	return [
		service === undefined ? name : `${name} of ${service}`,
		found === undefined
			? `unusually many ${rate}`
			: `${formatNumber(found)} ${rate}${code === undefined ? '' : ` ${code}`} a minute`,
		...(usual === undefined ? [] : [`usually ${formatNumber(usual)}`]),
		...stateWords(text('state'), minutes),
		...(by === undefined ? [] : [`most by ${by}`]),
	].join(', ');
}

function stateWords(state: string | undefined, minutes: number | undefined): readonly string[] {
	const long = minutes === undefined ? '' : ` after ${formatPlural(minutes, 'minute')}`;
	return state === 'End' ? [`over${long}`] : state === 'Start' ? ['begun'] : [];
}

/** The user to whom most of it is attributed; values are sorted by CloudTrail, the largest first. */
function byWhom(details: JsonNode): string | undefined {
	const attributions = at(details, ['insightContext', 'attributions']);
	const users = (attributions?.kind === 'array' ? attributions.items : []).find(
		item => textOf(at(item, ['attribute'])) === 'userIdentityArn',
	);
	const values = users && at(users, ['insight']);
	const first = values?.kind === 'array' ? values.items[0] : undefined;
	return first && textOf(at(first, ['value']));
}

function at(node: JsonNode, path: readonly string[]): JsonNode | undefined {
	let found: JsonNode | undefined = node;
	for (const key of path) {
		const outer: JsonNode | undefined = found;
		found =
			outer?.kind === 'object' ? outer.entries.find(entry => entry.key === key)?.value : undefined;
	}

	return found;
}

/** Undefined also for a text whose escapes JSON does not know, which `readJson` lets through. */
function textOf(node: JsonNode | undefined): string | undefined {
	try {
		return node?.kind === 'string' ? (JSON.parse(node.text) as string) : undefined;
	} catch {
		return undefined;
	}
}

function numberOf(node: JsonNode | undefined): number | undefined {
	return node?.kind === 'number' ? Number(node.text) : undefined;
}
