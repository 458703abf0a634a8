import type { Rule, Severity } from '../rule.ts';
import { Refusal } from './refusal.ts';

export type Document = Readonly<Record<string, unknown>>;

/** What a rule is, whatever it looks for. */
export type About = Omit<Rule, 'probes' | 'form'>;

const levels: Readonly<Record<string, Severity>> = {
	informational: 'info',
	low: 'low',
	medium: 'medium',
	high: 'high',
	critical: 'critical',
};

/** @throws Refusal */
export function aboutOf(data: Document, file: string): About {
	const title = textOf(data['title']) ?? '';
	const id = textOf(data['id']) ?? textOf(data['name']) ?? title;
	if (id === '') {
		throw new Refusal([], 'the rule has no id, no name and no title', 'give it an id');
	}

	const level = textOf(data['level'])?.toLowerCase() ?? 'medium';
	const severity = levels[level];
	if (severity === undefined) {
		throw new Refusal(
			['level'],
			`there is no level "${level}"`,
			`one of ${Object.keys(levels).join(', ')}`,
		);
	}

	const harmless = textsOf(data['falsepositives']).filter(text => !/^(unknown|none)$/i.test(text));
	return {
		id,
		title: title === '' ? id : title,
		severity,
		description: textOf(data['description']) ?? '',
		why: harmless.length === 0 ? '' : `Harmless where it is: ${harmless.join('; ')}`,
		attack: textsOf(data['tags']).flatMap(tag => {
			const [, technique] = /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag) ?? [];
			return technique === undefined ? [] : [technique.toUpperCase()];
		}),
		references: textsOf(data['references']),
		author: textOf(data['author']) ?? '',
		licence: textOf(data['license']) ?? '',
		file,
		by: ['_principal'],
		acrossAccounts: false,
		unless: [],
		tests: [],
	};
}

export function textOf(value: unknown): string | undefined {
	const isText = typeof value === 'string' || typeof value === 'number';
	const text = isText ? String(value).trim() : '';
	return text === '' ? undefined : text;
}

export function textsOf(value: unknown): readonly string[] {
	const list: readonly unknown[] = Array.isArray(value) ? value : [value];
	return list.flatMap(item => textOf(item) ?? []);
}
