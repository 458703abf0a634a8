import { allOf } from '../findings/expressions.ts';
import type { Expression } from '../query/syntax/tree.ts';
import { formatPlural } from '../text/number.ts';
import { countPart, listedMax, textOr, type Asker } from './asker.ts';
import { hasOneOf, hasValue } from './conditions.ts';
import { gifts } from './gifts.ts';
import { rowOf, valuePart, words, type StorySection } from './story.ts';
import { callsMax, serviceOf } from './what-section.ts';

interface Given {
	readonly source: string | null;
	readonly name: string;
	readonly kind: string;
	/** The field that says to whom, and what it says. */
	readonly field: string;
	readonly to: string | null;
	count: number;
}

/** What others have got by it: keys, sessions, users, roles, policies and grants. */
export async function tellGifts(asker: Asker, own: Expression): Promise<StorySection> {
	const names = [...gifts.keys()];
	const fields = [...new Set([...gifts.values()].map(({ to }) => to))];
	const isGift = allOf([own, hasValue('_result', 'Success'), hasOneOf('eventName', names)]);
	const { rows } = await asker.ask(
		isGift,
		[`count by eventSource, eventName, ${fields.join(', ')}`],
		{
			rowsMax: callsMax,
			isWhole: true,
		},
	);
	const given = new Map<string, Given>();
	for (const [source, eventName, ...more] of rows) {
		const name = String(eventName);
		const { kind, to: field } = gifts.get(name) ?? { kind: '', to: '' };
		const to = textOr(more[fields.indexOf(field)]);
		const key = JSON.stringify([source, name, to]);
		const one = given.get(key) ?? { source: textOr(source), name, kind, field, to, count: 0 };
		one.count += Number(more.at(-1));
		given.set(key, one);
	}

	const all = [...given.values()].toSorted((a, b) => order(a) - order(b) || b.count - a.count);
	const listed = all
		.slice(0, listedMax)
		.map(({ source, name, kind, field, to, count }) =>
			rowOf([
				words('kind', kind),
				countPart('records', count, [
					isGift,
					hasValue('eventSource', source),
					hasValue('eventName', name),
					hasValue(field, to),
				]),
				valuePart('call', `${serviceOf(source)} ${name}`),
				to === null ? words('to', 'to itself, or unsaid') : valuePart('to', to),
			]),
		);
	const total = all.reduce((sum, { count }) => sum + count, 0);
	const text = `${formatPlural(total, 'record')} in all`;
	const rest =
		all.length > listedMax
			? [rowOf([words('kind', 'more'), countPart('all', total, [isGift], { text })])]
			: [];
	return { id: 'gave', title: 'Gave away', rows: [...listed, ...rest] };
}

const kindOrder = [...new Set([...gifts.values()].map(({ kind }) => kind))];

/** Sessions are many and seldom the point, so they come last. */
function order({ kind }: Given): number {
	return kind === 'session' ? kindOrder.length : kindOrder.indexOf(kind);
}
