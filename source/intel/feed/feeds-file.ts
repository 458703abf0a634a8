import * as z from 'zod';
import { readYaml } from '../../config/yaml-text.ts';
import { msOfUnit } from '../../text/duration.ts';
import { hasCredentials, withMaskedUrls } from '../../text/url.ts';
import { confidenceDefault } from '../indicator.ts';
import { feedFormats } from '../read-indicators.ts';

/** Shortest interval in ms. Servers of feeds block clients that ask too often. */
const intervalMsMin = 5 * 60_000;

const interval = z
	.string()
	.regex(/^\d+[mhd]$/, 'expected a duration such as 1h or 24h')
	.transform(text => Number(text.slice(0, -1)) * msOfUnit(text.slice(-1)))
	.refine(ms => ms >= intervalMsMin, 'expected at least 5m');

const feed = z.strictObject({
	url: z
		.url({ protocol: /^https?$/, error: 'expected an http or https URL' })
		.refine(
			url => !hasCredentials(url),
			'a user or password does not belong into a url; write `auth: basic` and `auth_env: NAME`, where the environment variable NAME holds user:password',
		)
		.describe('where it is fetched; nothing else is'),
	format: z
		.enum(['auto', ...feedFormats, 'taxii', 'misp-feed'])
		.default('auto')
		.describe('the content tells it, but for taxii (a server) and misp-feed (a manifest)'),
	interval: interval.prefault('24h').describe('asked again no sooner than this'),
	collection: z.string().optional().describe('id or title of a TAXII collection; all without it'),
	auth_env: z
		.string()
		.regex(
			/^[A-Za-z_]\w*$/,
			'expected the name of an environment variable, never the secret itself',
		)
		.optional()
		.describe('the environment variable that holds the key, or user:password'),
	auth: z.enum(['bearer', 'basic', 'header']).default('bearer'),
	auth_header: z
		.string()
		.regex(/^[\w-]+$/)
		.default('Auth-Key'),
	confidence: z.number().min(0).max(100).default(confidenceDefault),
	threat_type: z.string().default('malicious-activity'),
	keep_private: z.boolean().default(false).describe('take private and unrouted ranges too'),
	licence: z.string().default('').describe('its terms, for `trailtop threats list`'),
});

const feedsSchema = z.strictObject({
	feeds: z.record(z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/), feed).default({}),
});

/** A feed in the user's configuration. */
export interface Feed extends z.infer<typeof feed> {
	readonly name: string;
}

/** Shown to a user without feeds. The URLs are public; the user chooses which to add. */
export const feedsExample = `feeds:
  ipsum:                       # addresses that at least three lists name
    url: https://raw.githubusercontent.com/stamparm/ipsum/master/levels/3.txt
    licence: Unlicense
  feodo:                       # botnet servers
    url: https://feodotracker.abuse.ch/downloads/ipblocklist.csv
    interval: 1h
    licence: CC0
  spamhaus-drop:               # networks that no one should hear of
    url: https://www.spamhaus.org/drop/drop_v4.json
    licence: Spamhaus DROP terms; credit Spamhaus
  partner:
    url: https://taxii.example.com/taxii2/
    format: taxii
    auth: basic
    auth_env: PARTNER_TAXII    # user:password stands in this variable, never here
`;

/**
 * Reads feeds.yaml.
 *
 * @returns the feeds by name, or `file:line:key: what is wrong; what to do` for each fault
 */
export function readFeeds(
	text: string,
	file: string,
): { readonly feeds: readonly Feed[] } | { readonly faults: readonly string[] } {
	const yaml = readYaml(text);
	if (yaml.errors.length > 0) {
		return {
			faults: yaml.errors.map(
				({ line, message }) =>
					`${file}:${line}: this is not YAML: ${withMaskedUrls(message)}; mend the line`,
			),
		};
	}

	const checked = feedsSchema.safeParse(yaml.data ?? {});
	if (checked.success) {
		return {
			feeds: Object.entries(checked.data.feeds).map(([name, settings]) => ({ name, ...settings })),
		};
	}

	return {
		faults: checked.error.issues.map(issue => {
			const path = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys] : issue.path;
			const known = Object.keys(feed.shape).join(', ');
			const next = issue.code === 'unrecognized_keys' ? `known here: ${known}` : 'mend the line';
			return `${file}:${yaml.positionOf(path).line}:${path.join('.')}: ${issue.message}; ${next}`;
		}),
	};
}
