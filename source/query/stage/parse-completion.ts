import { quoteString } from '../syntax/escape.ts';
import { afterExpression, words } from './stage-completion.ts';
import type { StageCompletion } from './stage-completion.ts';

/** What completion offers in `parse`, with or without `regex`. */
export const parseCompletion: StageCompletion = {
	operands: 'expression',
	opens: [],
	follows: afterExpression,
	offers: ({ isFirst, last, fields }) =>
		last.text === '='
			? fields()
			: isFirst
				? words(['regex', 'field=', '"'])
				: words(['as', 'nodrop', 'multi', 'field=']),
	strings: function* ({ keys }) {
		for (const key of keys) {
			const name = key.split('.').at(-1) as string;
			yield { label: name, insert: quoteString(`"${name}":"*"`), detail: 'seen in the events' };
		}
	},
};
