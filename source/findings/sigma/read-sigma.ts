import type { Expression } from '../../query/syntax/tree.ts';
import type { Rule } from '../rule.ts';
import { aboutOf, textOf, type Document } from './about.ts';
import { anyOf } from '../expressions.ts';
import { readCorrelation, type Correlation } from './correlation.ts';
import { readSigmaCondition } from './read-condition.ts';
import { Refusal } from './refusal.ts';
import { selectionOf } from './selections.ts';

/** A document of a Sigma file. */
export type SigmaItem =
	| { readonly kind: 'event'; readonly rule: Rule; readonly name: string | undefined }
	| { readonly kind: 'correlation'; readonly correlation: Correlation };

/** Whether a document is one of Sigma: it says what it detects, or what it correlates. */
export function isSigma(data: unknown): data is Document {
	return (
		typeof data === 'object' &&
		data !== null &&
		('detection' in data || 'correlation' in data || 'logsource' in data)
	);
}

/**
 * A rule or a correlation of Sigma 2.1 about CloudTrail.
 *
 * @throws Refusal for a rule that needs what there is not here
 */
export function readSigma(data: Document, file: string): SigmaItem {
	const about = aboutOf(data, file);
	const name = textOf(data['name']);
	if ('correlation' in data) {
		return { kind: 'correlation', correlation: readCorrelation(data['correlation'], about, name) };
	}

	refuseOtherSource(data['logsource']);
	const condition = detectionOf(data['detection']);
	const rule: Rule = {
		...about,
		probes: [{ condition, isAttempt: false, step: 0, window: 0, by: undefined }],
		form: { kind: 'each' },
	};
	return { kind: 'event', rule, name };
}

function refuseOtherSource(source: unknown): void {
	const { product, service, category } = (source ?? {}) as Readonly<Record<string, unknown>>;
	const words = [product, service].map(word => textOf(word)?.toLowerCase() ?? '');
	if (words[0] !== 'aws' || words[1] !== 'cloudtrail') {
		const found = [product, category, service].map(textOf).filter(Boolean).join('/');
		throw new Refusal(
			['logsource'],
			`it looks into ${found === '' ? 'nothing that it names' : found}, and not into CloudTrail`,
			'product: aws and service: cloudtrail are read',
		);
	}
}

function detectionOf(detection: unknown): Expression {
	if (typeof detection !== 'object' || detection === null || Array.isArray(detection)) {
		throw new Refusal(['detection'], 'there is no detection', 'write selections and a condition');
	}

	const { condition, timeframe, ...selections } = detection as Document;
	if (timeframe !== undefined) {
		throw new Refusal(
			['detection', 'timeframe'],
			'a timeframe belongs to conditions that count, which were taken out of Sigma',
			'write a correlation rule for it',
		);
	}

	const read = new Map(
		Object.entries(selections).map(([name, selection]) => [
			name,
			selectionOf(selection, ['detection', name]),
		]),
	);
	const conditions = Array.isArray(condition) ? (condition as readonly unknown[]) : [condition];
	return anyOf(
		conditions.map(text => {
			if (typeof text !== 'string' || text.trim() === '') {
				throw new Refusal(
					['detection', 'condition'],
					'there is no condition',
					'write condition: selection',
				);
			}

			return readSigmaCondition(text, read, ['detection', 'condition']);
		}),
	);
}
