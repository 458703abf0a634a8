import { sanitise } from '../../text/sanitise.ts';
import type { Severity } from '../rule.ts';
import { jsonLine, messageKey, type Message } from './message.ts';
import type { WebhookForm } from './output.ts';
import { factsOf, summaryOf } from './summary.ts';

/** Characters of one text that is shown in a chat; what is cut ends in `…`. */
export const chatTextMax = 300;

export interface WebhookBody {
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

/**
 * What is sent to a webhook. What logs say is text in each form: it names nobody, links to nothing and formats nothing.
 *
 * @param routingKey - of PagerDuty
 */
export function webhookBody(
	message: Message,
	form: WebhookForm,
	routingKey: string | undefined,
): WebhookBody {
	const bodies: Readonly<Record<WebhookForm, () => unknown>> = {
		json: () => message,
		slack: () => slackBody(message),
		teams: () => teamsBody(message),
		pagerduty: () => pagerDutyBody(message, routingKey ?? ''),
	};
	return {
		headers: {
			'content-type': 'application/json',
			'user-agent': 'trailtop',
			'idempotency-key': messageKey(message),
		},
		body: jsonLine(bodies[form]()),
	};
}

function slackBody(message: Message): object {
	const plain = (text: string) => ({ type: 'plain_text', text: slackText(text), emoji: false });
	return {
		// For notifications: a text that Slack reads as its own form of Markdown unless told.
		text: slackText(summaryOf(message)),
		mrkdwn: false,
		link_names: false,
		parse: 'none',
		unfurl_links: false,
		unfurl_media: false,
		blocks: [
			{ type: 'section', text: plain(`${message.severity}: ${message.title}`) },
			{
				type: 'section',
				fields: factsOf(message).map(([name, value]) => plain(`${name}: ${value}`)),
			},
		],
	};
}

/** `<` begins a link, a channel or everybody. */
function slackText(text: string): string {
	return chatText(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const teamsColours: Readonly<Record<Severity, string>> = {
	critical: 'Attention',
	high: 'Attention',
	medium: 'Warning',
	low: 'Default',
	info: 'Default',
};

/** Of runs of text alone, because a block of text and a set of facts read Markdown. */
function teamsBody(message: Message): object {
	const line = (...runs: readonly object[]) => ({ type: 'RichTextBlock', inlines: runs });
	const run = (text: string, more: object = {}) => ({
		type: 'TextRun',
		text: teamsText(text),
		...more,
	});
	return {
		type: 'message',
		attachments: [
			{
				contentType: 'application/vnd.microsoft.card.adaptive',
				contentUrl: null,
				content: {
					$schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
					type: 'AdaptiveCard',
					version: '1.4',
					body: [
						line(
							run(`${message.severity}: ${message.title}`, {
								weight: 'Bolder',
								color: teamsColours[message.severity],
							}),
						),
						...factsOf(message).map(([name, value]) =>
							line(run(`${name}: `, { isSubtle: true }), run(value)),
						),
					],
				},
			},
		],
	};
}

/** `{{` and `${` begin what a card computes, `<at>` somebody who is told. */
function teamsText(text: string): string {
	return chatText(text)
		.replaceAll(/\{(?=\{)|\$(?=\{)/g, '$& ')
		.replaceAll('<', '< ');
}

const pagerDutySeverities: Readonly<Record<Severity, string>> = {
	critical: 'critical',
	high: 'error',
	medium: 'warning',
	low: 'info',
	info: 'info',
};

/** Events API, version 2. A finding that becomes worse is the same incident. */
function pagerDutyBody(message: Message, routingKey: string): object {
	const isDigest = 'digest' in message;
	return {
		routing_key: routingKey,
		event_action: 'trigger',
		dedup_key: message.id,
		client: 'trailtop',
		payload: {
			summary: chatText(summaryOf(message)),
			source: chatText((isDigest ? null : message.account) ?? message.environment),
			severity: pagerDutySeverities[message.severity],
			timestamp: message.last,
			class: isDigest ? 'digest' : chatText(message.rule),
			custom_details: message,
		},
	};
}

function chatText(text: string): string {
	const shown = sanitise(text);
	return shown.length > chatTextMax ? `${shown.slice(0, chatTextMax - 1)}…` : shown;
}
