import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readUpTo } from '../../source/app/read-up-to.ts';

test('a stream is read to its end, or until it is too much', async () => {
	const stream = () => Readable.from(['ab', 'c', 'de'].map(text => Buffer.from(text)));
	expect(String(await readUpTo(stream(), 5))).toBe('abcde');
	const long = stream();
	expect(await readUpTo(long, 4)).toBeUndefined();
	expect(long.destroyed).toBe(true);
});
