import { expect, test } from 'vitest';
import { findRecords } from '../../source/trail/find-records.ts';
import { rejectedWords } from '../../source/trail/rejected-words.ts';

const one = '{"eventVersion":"1.11","eventID":"1","eventName":"A"}';
const deep = `${'['.repeat(600)}${']'.repeat(600)}`;

test.each([
	{
		what: 'no JSON',
		piece: '{"eventID":"1","n":NaN}',
		why: /no JSON at byte \d+/,
		next: /mend a copy/,
	},
	{ what: 'too deep', piece: `{"eventID":"1","n":${deep}}`, why: /512 levels/, next: /flatten it/ },
	{ what: 'a number', piece: '5', why: /no JSON object/, next: /read the original log/ },
	{ what: 'a text', piece: '"x"', why: /is a text/, next: /read the original log/ },
	{ what: 'another document', piece: '{"a":1}', why: /its keys: a/, next: /read the original log/ },
	{
		what: 'an end that is missing',
		piece: '{"eventID":"1",',
		why: /cut short/,
		next: /get the whole file/,
	},
])('$what is told with what to do', ({ piece, why, next }) => {
	const isCut = !piece.endsWith('}') && piece.startsWith('{');
	const text = isCut ? `{"Records":[${one},${piece}` : `{"Records":[${one},${piece},${one}]}`;
	const [rejected] = findRecords(Buffer.from(text)).rejected;
	expect(rejectedWords(rejected!)).toMatch(why);
	expect(rejectedWords(rejected!)).toMatch(next);
});
