import type { Judgement } from '../indicator.ts';
import type { IndicatorList } from '../indicator-list.ts';
import { readPattern } from './stix-pattern.ts';
import { readMoment } from './when.ts';

/** The properties of STIX 2.1 objects that are read; each may be missing. */
interface StixObject {
	readonly type?: string;
	readonly id?: string;
	readonly name?: string;
	readonly pattern?: string;
	readonly pattern_type?: string;
	readonly valid_from?: string;
	readonly valid_until?: string;
	readonly modified?: string;
	readonly revoked?: boolean;
	readonly confidence?: number;
	readonly labels?: readonly string[];
	readonly indicator_types?: readonly string[];
	readonly kill_chain_phases?: readonly { readonly phase_name?: string }[];
	readonly external_references?: readonly { readonly url?: string }[];
	readonly object_marking_refs?: readonly string[];
	readonly relationship_type?: string;
	readonly source_ref?: string;
	readonly target_ref?: string;
	/** Of a marking definition. */
	readonly definition?: { readonly tlp?: string };
}

/** Whether a value is a STIX bundle, an array of STIX objects, or a TAXII envelope of them. */
export function stixObjects(value: unknown): readonly unknown[] | undefined {
	if (Array.isArray(value)) {
		return value.some(isStixObject) ? (value as readonly unknown[]) : undefined;
	}

	if (typeof value !== 'object' || value === null) {
		return undefined;
	}

	const { type, objects } = value as { readonly type?: unknown; readonly objects?: unknown };
	if (!Array.isArray(objects)) {
		return type === 'bundle' ? [] : undefined;
	}

	return type === 'bundle' || objects.some(isStixObject)
		? (objects as readonly unknown[])
		: undefined;
}

function isStixObject(value: unknown): value is StixObject {
	const { type, id } = (value ?? {}) as { readonly type?: unknown; readonly id?: unknown };
	return typeof type === 'string' && typeof id === 'string' && id.startsWith(`${type}--`);
}

/**
 * Reads indicators with the names from their relationships; other objects are used only for those
 * names.
 */
export function readStix(
	objects: readonly unknown[],
	defaults: Judgement,
	list: IndicatorList,
): void {
	const named = namesOf(objects);
	for (const [index, object] of objects.entries()) {
		if (!isStixObject(object)) {
			list.reject(`object ${index + 1}`, JSON.stringify(object) ?? '', 'no STIX object');
			continue;
		}

		if (object.type !== 'indicator') {
			continue;
		}

		if (object.revoked === true) {
			list.leaveOut('revoked by its source');
			continue;
		}

		const { pattern } = object;
		if (typeof pattern !== 'string' || !['stix', undefined].includes(object.pattern_type)) {
			list.leaveOut(`a pattern of type ${String(object.pattern_type)}`);
			continue;
		}

		const compared = readPattern(pattern);
		if (compared === undefined) {
			list.leaveOut('a pattern that is more than a list of values');
			continue;
		}

		const about = aboutOf(object, named, defaults);
		for (const { type, value } of compared) {
			if (type !== 'ip_address' && type !== 'asn' && type !== 'domain') {
				list.add(type, value, about);
			} else if (!list.addText(value, about)) {
				list.reject(`object ${index + 1}`, pattern, `"${value}" is no address, block or domain`);
			}
		}
	}
}

function aboutOf(object: StixObject, named: Names, defaults: Judgement): Judgement {
	const id = object.id ?? '';
	const types = object.indicator_types ?? [];
	const markings = (object.object_marking_refs ?? []).flatMap(ref => {
		const marking = named.markings.get(ref);
		return marking === undefined ? [] : [marking];
	});
	return {
		...defaults,
		id,
		confidence: confidenceOf(object.confidence) ?? defaults.confidence,
		threatType: types[0] ?? defaults.threatType,
		labels: [...new Set([...(object.labels ?? []), ...types.slice(1), ...markings])],
		actors: named.actors.get(id) ?? defaults.actors,
		malware: named.malware.get(id) ?? defaults.malware,
		killChain: (object.kill_chain_phases ?? []).flatMap(phase => phase.phase_name ?? []),
		reference: object.external_references?.find(ref => ref.url !== undefined)?.url ?? '',
		validFromMs: readMoment(object.valid_from),
		validUntilMs: readMoment(object.valid_until),
		updatedMs: readMoment(object.modified),
	};
}

function confidenceOf(given: unknown): number | undefined {
	return typeof given === 'number' && given >= 0 && given <= 100 ? given : undefined;
}

interface Names {
	/** By the id of the indicator at the source of a relationship. */
	readonly actors: ReadonlyMap<string, readonly string[]>;
	readonly malware: ReadonlyMap<string, readonly string[]>;
	/** `TLP:AMBER` by the id of the marking. */
	readonly markings: ReadonlyMap<string, string>;
}

const actorTypes = new Set(['threat-actor', 'intrusion-set', 'campaign']);
const malwareTypes = new Set(['malware', 'tool']);

function namesOf(objects: readonly unknown[]): Names {
	const byId = new Map<string, StixObject>();
	const markings = new Map<string, string>();
	for (const object of objects) {
		if (isStixObject(object)) {
			byId.set(object.id ?? '', object);
			const tlp = object.type === 'marking-definition' ? tlpOf(object) : undefined;
			if (tlp !== undefined) {
				markings.set(object.id ?? '', tlp);
			}
		}
	}

	const actors = new Map<string, string[]>();
	const malware = new Map<string, string[]>();
	for (const object of byId.values()) {
		const target = byId.get(object.target_ref ?? '');
		if (object.type !== 'relationship' || object.revoked === true || target?.name === undefined) {
			continue;
		}

		const names = actorTypes.has(target.type ?? '')
			? actors
			: malwareTypes.has(target.type ?? '')
				? malware
				: undefined;
		if (names !== undefined && object.source_ref !== undefined) {
			names.set(object.source_ref, [...(names.get(object.source_ref) ?? []), target.name]);
		}
	}

	return { actors, malware, markings };
}

function tlpOf({ definition, name }: StixObject): string | undefined {
	const colour = definition?.tlp ?? /^TLP:(.+)$/i.exec(name ?? '')?.[1];
	return colour === undefined ? undefined : `TLP:${colour.toUpperCase()}`;
}
