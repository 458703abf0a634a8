import * as z from 'zod';
import { webhookForms } from '../../findings/outputs/output.ts';
import { severities } from '../../findings/rule.ts';
import { hasCredentials } from '../../text/url.ts';
import { readRate, readSyslogAddress } from './read-outputs.ts';

/** Outputs of one configuration. */
export const outputsMax = 50;
const rulesMax = 2_000;
const wordsMax = 100;

const ownPath = z
	.string()
	.regex(/^(?:\/|~\/)[^\0]+$/, 'expected an absolute path, or one that begins with ~/');
const secretPlace = z
	.strictObject({
		file: ownPath.optional().describe('a file that nobody else can read'),
		env: z
			.string()
			.regex(/^[A-Za-z_]\w*$/, 'expected the name of an environment variable')
			.optional()
			.describe('the name of an environment variable'),
	})
	.refine(({ file, env }) => (file === undefined) !== (env === undefined), {
		error: 'expected one of `file: PATH` and `env: NAME`',
	});
const urlExpected = 'expected an http or https URL, `{ file: PATH }` or `{ env: NAME }`';
const webhookUrl = z
	.string({ error: urlExpected })
	.refine(text => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
		error: urlExpected,
		abort: true,
	})
	.refine(text => !hasCredentials(text), {
		error: 'a user or password does not belong into a URL; name a file with it: `{ file: PATH }`',
	});
const kinds = ['bell', 'osc', 'command', 'ndjson', 'syslog', 'webhook'] as const;

const output = z
	.strictObject({
		bell: z.literal(true).optional().describe('ring the bell of each console'),
		osc: z.literal(true).optional().describe('a notification of the terminal, in each console'),
		command: z
			.array(z.string().min(1))
			.min(1)
			.max(wordsMax)
			.optional()
			.describe('program and arguments; the finding is JSON on stdin, and no shell reads it'),
		ndjson: ownPath.optional().describe('a file that findings are appended to, one a line'),
		syslog: z
			.string()
			.refine(text => readSyslogAddress(text) !== undefined, {
				error: 'expected udp://HOST:514, tcp://HOST:514 or unix:///dev/log',
			})
			.optional()
			.describe('udp://HOST:514, tcp://HOST:514 or unix:///dev/log'),
		webhook: z
			.union([webhookUrl, secretPlace])
			.optional()
			.describe('a URL that a POST goes to; one with a key in it stands in a file or a variable'),
		form: z.enum(webhookForms).optional().describe('of a webhook’s body (json unless set)'),
		routing_key: secretPlace.optional().describe('of PagerDuty; it never stands here itself'),
		min_severity: z.enum(severities).default('high').describe('nothing that is less severe:'),
		rules: z
			.array(z.string().min(1))
			.max(rulesMax)
			.optional()
			.describe('ids of rules; all unless set'),
		rate: z
			.string()
			.refine(text => readRate(text) !== undefined, {
				error: 'expected a number from 1 to 1000 a minute, hour or day, such as 20/h',
			})
			.default('20/h')
			.describe('of more, one message tells how many'),
	})
	.superRefine((entry, context) => {
		const named = kinds.filter(kind => entry[kind] !== undefined);
		const fault = (message: string, path: string[] = []) =>
			context.addIssue({ code: 'custom', message, path });
		if (named.length !== 1) {
			fault(`expected one of ${kinds.join(', ')}; found ${named.join(' and ') || 'none'}`);
		}

		if (entry.webhook === undefined && entry.form !== undefined) {
			fault('only a webhook has a form', ['form']);
		}

		if ((entry.form === 'pagerduty') !== (entry.routing_key !== undefined)) {
			fault('the form pagerduty has a routing_key, and no other form', ['form']);
		}
	});

export const outputsSchema = z
	.array(output)
	.max(outputsMax)
	.default([])
	.describe('whom to tell of findings; nobody unless set. A list of:');
