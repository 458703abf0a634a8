import { quoteString } from '../syntax/escape.ts';
import { afterExpression, countDetail, words } from './stage-completion.ts';
import type { StageCompletion } from './stage-completion.ts';

/** What completion offers in `json`, with or without `auto`. */
export const jsonCompletion: StageCompletion = {
	operands: 'expression',
	opens: [],
	follows: afterExpression,
	offers: ({ last, fields }) =>
		last.text === '=' ? fields() : words(['as', 'nodrop', 'auto', 'field=', '"']),
	strings: function* ({ fields }) {
		for (const { name, count } of fields) {
			yield { label: name, insert: quoteString(name), detail: countDetail(count) };
		}
	},
};
