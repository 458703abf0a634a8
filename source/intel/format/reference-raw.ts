import type { Judgement } from '../indicator.ts';
import { readMoment } from './when.ts';

/** The JSON text that the reference product keeps with an indicator's columns. */
interface ReferenceRaw {
	readonly malware_families?: unknown;
	readonly last_updated?: unknown;
	readonly published_date?: unknown;
	readonly labels?: unknown;
	readonly kill_chain?: unknown;
}

/**
 * Parses the `raw` column of the reference product’s table; a text that is not JSON gives nothing.
 */
export function readReferenceRaw(raw: unknown): Partial<Judgement> {
	let parsed: unknown = raw;
	try {
		parsed = typeof raw === 'string' ? JSON.parse(raw) : raw;
	} catch {
		return {};
	}

	if (typeof parsed !== 'object' || parsed === null) {
		return {};
	}

	const { malware_families, last_updated, published_date, labels, kill_chain } =
		parsed as ReferenceRaw;
	return {
		malware: strings(malware_families),
		labels: strings(labels),
		killChain: strings(typeof kill_chain === 'string' ? [kill_chain] : kill_chain),
		updatedMs: readMoment(last_updated),
		validFromMs: readMoment(published_date),
	};
}

function strings(value: unknown): readonly string[] {
	return (Array.isArray(value) ? (value as readonly unknown[]) : []).flatMap(one => {
		const name =
			typeof one === 'object' && one !== null ? (one as { readonly name?: unknown }).name : one;
		return typeof name === 'string' ? [name] : [];
	});
}

/** The `raw` column of an indicator, in the form that the reference product’s queries parse. */
export function referenceRaw(
	about: Judgement,
	indicator: string,
	type: string,
	level: string,
): string {
	const seconds = (ms: number | undefined) => (ms === undefined ? null : Math.floor(ms / 1_000));
	return JSON.stringify({
		indicator,
		type,
		actor: about.actors.join(', '),
		malicious_confidence: level,
		published_date: seconds(about.validFromMs),
		last_updated: seconds(about.updatedMs ?? about.validFromMs),
		malware_families: about.malware,
		kill_chain: about.killChain.join(', '),
		labels: about.labels.map(name => ({ name })),
		reports: about.reference === '' ? [] : [about.reference],
	});
}
