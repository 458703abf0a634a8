import { expect, test } from 'vitest';
import { UsageError } from '../../source/app/arguments.ts';
import { describeEnd, describeError } from '../../source/app/describe-error.ts';
import { SourceError } from '../../source/ingest/source.ts';

const url = 'https://ada:hunter2@example.com/x?key=hunter2';
const system = Object.assign(new Error(`open ${url}`), { code: 'EIO', syscall: 'open' });

test.each([
	{ name: 'usage', error: new UsageError(`found "${url}"`) },
	{ name: 'a source', error: new SourceError('other', `get ${url}`, `look at ${url}`) },
	{ name: 'the system', error: system },
	{ name: 'a mistake of ours', error: new TypeError(`fetch ${url}`) },
	{ name: 'what is no error', error: url },
])('a URL in an error of $name is masked, in a command and in the console', ({ error }) => {
	for (const words of [describeEnd(error), describeError(error)]) {
		expect(words).toContain('https://***@example.com/x?key=***');
		expect(words).not.toMatch(/hunter2|ada/);
	}
});
