import { derivedFields } from '../../trail/derive.ts';
import type { Value } from '../../trail/derive.ts';
import type { OpenRecord } from './state.ts';

/** What a person asks first of a call. Texts are as delivered; empty ones are left out. */
export interface RecordFacts {
	/** Ms since the epoch. */
	readonly timeMs: number;
	readonly who: string;
	/** The id of the access key; empty where none was used. */
	readonly key: string;
	/** What kind of identity that is, and where it comes from. */
	readonly origin: readonly string[];
	/** `iam.amazonaws.com AttachUserPolicy`. */
	readonly call: string;
	/** Whether it changes something, and where. */
	readonly about: readonly string[];
	/** The address, and what called from it. */
	readonly from: readonly string[];
	/** Success, Failure or the code of the error; empty where a record says nothing of it. */
	readonly result: string;
	readonly message: string;
}

/** By whether a call only reads. */
const effects: Readonly<Record<string, string>> = { true: 'reads', false: 'changes' };

type Json = Readonly<Record<string, unknown>>;

let last: { readonly json: string; readonly facts: RecordFacts | undefined } | undefined;

/** The facts of an open record; undefined when it is no call with a name and a time, or has not arrived. */
export function recordFacts({ json }: Pick<OpenRecord, 'json'>): RecordFacts | undefined {
	if (json === undefined) {
		return undefined;
	}

	// One record is on the screen, and is drawn at every key.
	if (last?.json !== json) {
		last = { json, facts: factsOf(json) };
	}

	return last.facts;
}

function factsOf(json: string): RecordFacts | undefined {
	const record = parsed(json);
	const text = (path: string) => textOf(at(record, path));
	const timeMs = Date.parse(text('eventTime'));
	const name = text('eventName');
	if (record === undefined || !Number.isFinite(timeMs) || name === '') {
		return undefined;
	}

	const derived = (field: string) => textOf(deriveOf(record, field));
	const account = derived('_account');
	return {
		timeMs,
		who: derived('_user'),
		key: text('userIdentity.accessKeyId'),
		origin: originOf(text),
		call: [text('eventSource'), name].filter(Boolean).join(' '),
		about: filled(
			effects[derived('_readOnly')] ?? '',
			text('awsRegion'),
			account === '' ? '' : `account ${account}`,
		),
		from: filled(text('sourceIPAddress'), text('vpcEndpointId'), text('userAgent')),
		result: derived('_result'),
		message: text('errorMessage'),
	};
}

function originOf(text: (path: string) => string): readonly string[] {
	const mfa = text('userIdentity.sessionContext.attributes.mfaAuthenticated');
	const usedMfa = text('additionalEventData.MFAUsed');
	const named = (words: string, path: string) =>
		text(path) === '' ? '' : `${words} ${text(path)}`;
	return filled(
		text('userIdentity.type'),
		text('userIdentity.accessKeyId'),
		named('of account', 'userIdentity.accountId'),
		named('invoked by', 'userIdentity.invokedBy'),
		named('source identity', 'userIdentity.sessionContext.sourceIdentity'),
		named('on behalf of', 'userIdentity.onBehalfOf.userId'),
		named('by', 'userIdentity.sessionContext.webIdFederationData.federatedProvider'),
		mfa === 'true' || usedMfa === 'Yes'
			? 'MFA'
			: mfa === 'false' || usedMfa === 'No'
				? 'no MFA'
				: '',
	);
}

/** What the trail derives of a single record, from itself alone. */
function deriveOf(record: Json, field: string): Value {
	const derived = derivedFields.find(({ name }) => name === field);
	return derived === undefined
		? null
		: derived.derive(derived.inputs.map(input => inputOf(record, input)));
}

function inputOf(record: Json, input: string): Value | undefined {
	const [, object, member] = /^member:(\w+)=(\w+)$/.exec(input) ?? [];
	if (object !== undefined) {
		const inside = at(record, object);
		return isObject(inside) && Object.values(inside).includes(member) ? member : undefined;
	}

	const value = at(record, input);
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
		? value
		: undefined;
}

function parsed(json: string): Json | undefined {
	try {
		const value = JSON.parse(json) as unknown;
		return isObject(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

function at(record: unknown, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>(
			(inside, key) => (isObject(inside) && Object.hasOwn(inside, key) ? inside[key] : undefined),
			record,
		);
}

function isObject(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
		? String(value)
		: '';
}

function filled(...texts: readonly string[]): readonly string[] {
	return texts.filter(text => text !== '');
}
