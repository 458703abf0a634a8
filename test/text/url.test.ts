import { expect, test } from 'vitest';
import { hasCredentials, maskedUrl, withMaskedUrls } from '../../source/text/url.ts';

test.each([
	['https://example.com/a', 'https://example.com/a'],
	['https://example.com/a?key=s3&b=&c&&d=1=2', 'https://example.com/a?key=***&b=***&***&&d=***'],
	['https://example.com?s3', 'https://example.com?***'],
	['https://example.com/#s3?x=s3', 'https://example.com/#***'],
	['https://example.com/?x=s3#s3', 'https://example.com/?x=***#***'],
	['https://ada:s3@example.com/a', 'https://***@example.com/a'],
	['https://s3@example.com/?a=s3', 'https://***@example.com/?a=***'],
	['https://ada:s3@s3@example.com/', 'https://***@example.com/'],
	['no url?key=s3', 'no url?key=***'],
	['my-list.csv', 'my-list.csv'],
	['', ''],
])('%s is shown as %s', (url, shown) => {
	expect(maskedUrl(url)).toBe(shown);
});

test('URLs within a text are masked, and the rest stays', () => {
	expect(
		withMaskedUrls('a? b=c (https://x.example/?key=s3), "HTTP://u:s3@y.example". s3://b/?k=v'),
	).toBe('a? b=c (https://x.example/?key=***), "HTTP://***@y.example". s3://b/?k=v');
});

test.each([
	['https://ada:s3@example.com', true],
	['https://ada@example.com', true],
	['https://:s3@example.com', true],
	['https://example.com/@a?b=c@d', false],
	['nothing', false],
])('%s: credentials %s', (url, has) => {
	expect(hasCredentials(url)).toBe(has);
});
