import { always } from '../findings/expressions.ts';
import { nearest } from '../query/syntax/nearest.ts';
import { textOr, type Asker } from './asker.ts';

/** Names that are compared with one that nobody knows: the most frequent of each field. */
export const namesComparedMax = 10_000;
const nearCount = 5;

const fields = [
	'userIdentity.userName',
	'_user',
	'_role',
	'_session',
	'userIdentity.arn',
	'userIdentity.accessKeyId',
	'sourceIPAddress',
];

/** Names in the range that are like one that is unknown: that hold it, then the one a few letters away. */
export async function namesNear(asker: Asker, who: string): Promise<readonly string[]> {
	const wanted = who.toLowerCase();
	const holding = new Set<string>();
	const close = new Set<string>();
	for (const field of wanted === '' ? [] : fields) {
		const { rows } = await asker.ask(always, [`count by ${field}`, `sort _count, ${field} asc`], {
			rowsMax: namesComparedMax,
		});
		const names = rows.map(([name]) => textOr(name) ?? '').filter(name => name !== '');
		names
			.filter(name => name.toLowerCase().includes(wanted))
			.slice(0, nearCount)
			.forEach(name => holding.add(name));
		const one = nearest(who, names);
		if (one !== undefined) {
			close.add(one);
		}
	}

	return [...new Set([...holding, ...close])].slice(0, nearCount);
}
