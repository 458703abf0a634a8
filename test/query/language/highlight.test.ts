import { expect, test } from 'vitest';
import { highlight } from '../../../source/query/language/highlight.ts';

const letters = {
	...{ plain: ' ', search: 'w', stage: 'S', function: 'F', field: 'f', keyword: 'k', string: 's' },
	...{
		regex: 'r',
		number: 'n',
		operator: 'o',
		pipe: '|',
		parameter: 'p',
		comment: 'c',
		fault: '!',
	},
};

/** One letter a character, under the text. */
function drawn(text: string): string {
	return highlight(text)
		.map(({ start, end, style }) => letters[style].repeat(end - start))
		.join('');
}

test.each([
	['ada AND name=x "y z"', 'www kkk ffffow sssss'],
	['a!=b !c', 'foow ow'],
	['a | where f = "x" and isNull(g)', 'w | SSSSS f o sss kkk FFFFFFofo'],
	['| count by a.b, c | sort -c', '| SSSSS kk fffo f | SSSS of'],
	['| parse regex "(?<a>b)" nodrop', '| SSSSS kkkkk sssssssss kkkkkk'],
	['| where x matches /a|b/ // c', '| SSSSS f kkkkkkk rrrrr cccc'],
	['{{scope}} | where x = {{n}}', 'ppppppppp | SSSSS f o ppppp'],
	['| limt 5 | limit 5m', '| !!!! n | SSSSS !!'],
	['| %"a b" as c', '| ffffff kk f'],
	['| if(a, b, c) as count', '| FFofo fo fo kk fffff'],
	['| "abc', '| !!!!'],
	['/* a */ b', 'ccccccc w'],
])('%s', (text, styles) => {
	expect(`${text}\n${drawn(text)}`).toBe(`${text}\n${styles}`);
});
