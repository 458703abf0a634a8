import { expect, test } from 'vitest';
import { compactJson } from '../../../store/shred/compact.ts';

test.each([
	{ from: '{ "a" : 1 }', to: '{"a":1}' },
	{ from: '\n{\t"a b":\r\n"c  d"}', to: '{"a b":"c  d"}' },
	{ from: '{"a":" \\" x "}\n', to: '{"a":" \\" x "}' },
	{ from: '{"a":"\\\\" }', to: '{"a":"\\\\"}' },
	{ from: '[1, 2]', to: '[1,2]' },
	{ from: '{"a":1}', to: undefined },
	{ from: '1 2', to: undefined },
	{ from: 't rue', to: undefined },
	{ from: '- 1', to: undefined },
])('$from', ({ from, to }) => {
	const compact = compactJson(Buffer.from(from));
	expect(compact && Buffer.from(compact).toString()).toBe(to);
});
