import { allOf, notOf } from '../findings/expressions.ts';
import type { Expression } from '../query/syntax/tree.ts';
import { formatPlural } from '../text/number.ts';
import { countPart, listedMax, textOr, type Asker } from './asker.ts';
import { hasValue, isThere } from './conditions.ts';
import { rowOf, valuePart, words, type StoryRow } from './story.ts';

const issuers = [
	['issues its sessions', 'userIdentity.sessionContext.sessionIssuer.arn'],
	['source identity', 'userIdentity.sessionContext.sourceIdentity'],
	['acts for', 'userIdentity.onBehalfOf.userId'],
	['provider', 'userIdentity.sessionContext.webIdFederationData.federatedProvider'],
] as const;

/** Names in its own records of what is behind its sessions. */
export async function tellIssuers(asker: Asker, own: Expression): Promise<readonly StoryRow[]> {
	const rows: StoryRow[] = [];
	for (const [call, field] of issuers) {
		rows.push(...(await listed(asker, [own, isThere(field)], '←', call, field)));
	}

	return rows;
}

/** Sessions that name it as where they come from. */
export async function tellNamed(
	asker: Asker,
	own: Expression,
	named: Expression,
): Promise<readonly StoryRow[]> {
	return await listed(asker, [named, notOf(own)], '→', 'names it', '_user');
}

async function listed(
	asker: Asker,
	conditions: readonly Expression[],
	arrow: string,
	call: string,
	field: string,
): Promise<readonly StoryRow[]> {
	const stages = [`count by ${field}`];
	const { rows, rowCount } = await asker.ask(
		allOf(conditions),
		[...stages, `sort _count, ${field} asc`],
		{ rowsMax: listedMax },
	);
	const told = rows.map(([value, count]) =>
		rowOf(
			[
				words('arrow', arrow),
				valuePart('principal', String(value)),
				words('call', call),
				countPart('calls', Number(count), [...conditions, hasValue(field, textOr(value))], {
					text: formatPlural(Number(count), 'call'),
				}),
			],
			1,
		),
	);
	const all = countPart('all', rowCount, conditions, {
		stages,
		text: `${formatPlural(rowCount, 'name')} in all`,
	});
	return rowCount > rows.length
		? [...told, rowOf([words('arrow', arrow), words('call', call), all], 1)]
		: told;
}
