import type { Severity } from '../rule.ts';

/** Whom to tell of findings, as the configuration names it. */
export interface OutputSpec {
	/** What it is, for people and for the store: its kind and where it goes to, without a secret. */
	readonly id: string;
	readonly minSeverity: Severity;
	/** Ids of rules; empty: all. */
	readonly rules: readonly string[];
	readonly rate: OutputRate;
	readonly target: OutputTarget;
}

/** Behind so many findings within the time the others are counted, and one message tells how many. */
export interface OutputRate {
	readonly count: number;
	readonly withinMs: number;
}

export type OutputTarget =
	/** These two ring in each console. */
	{ readonly kind: 'bell' } | { readonly kind: 'osc' } | SentTarget;

/** Where findings are sent to, by the process that holds the store. */
export type SentTarget =
	| { readonly kind: 'command'; readonly argv: readonly string[] }
	| { readonly kind: 'ndjson'; readonly file: string }
	| ({ readonly kind: 'syslog' } & SyslogAddress)
	| {
			readonly kind: 'webhook';
			readonly url: Secret;
			readonly form: WebhookForm;
			/** Of PagerDuty. */
			readonly routingKey: Secret | undefined;
	  };

export type SyslogAddress =
	| { readonly transport: 'udp' | 'tcp'; readonly host: string; readonly port: number }
	| { readonly transport: 'unix'; readonly path: string };

export const webhookForms = ['json', 'slack', 'teams', 'pagerduty'] as const;
export type WebhookForm = (typeof webhookForms)[number];

/** A text that is never told or kept, or where it stands. */
export type Secret =
	{ readonly text: string } | { readonly file: string } | { readonly env: string };

/** An output that is sent to. */
export type SentOutput = OutputSpec & { readonly target: SentTarget };

/** What decides which findings an output is told of; nothing of it is a secret. */
export type OutputWish = Pick<OutputSpec, 'id' | 'minSeverity' | 'rules'>;

export function isSent(spec: OutputSpec): spec is SentOutput {
	return spec.target.kind !== 'bell' && spec.target.kind !== 'osc';
}
