import type { Judgement } from '../indicator.ts';
import type { IndicatorList } from '../indicator-list.ts';
import { plainType } from './named-fields.ts';
import { readMoment } from './when.ts';

interface MispTag {
	readonly name?: string;
}

interface MispAttribute {
	readonly uuid?: string;
	readonly type?: string;
	readonly value?: string;
	readonly to_ids?: boolean | string;
	readonly timestamp?: string | number;
	readonly first_seen?: string | null;
	readonly last_seen?: string | null;
	readonly deleted?: boolean;
	readonly Tag?: readonly MispTag[];
	readonly Event?: MispEvent;
}

interface MispEvent {
	readonly uuid?: string;
	readonly info?: string;
	readonly threat_level_id?: string | number;
	readonly Tag?: readonly MispTag[];
	readonly Attribute?: readonly MispAttribute[];
	readonly Object?: readonly { readonly Attribute?: readonly MispAttribute[] }[];
	readonly Galaxy?: readonly {
		readonly type?: string;
		readonly GalaxyCluster?: readonly { readonly value?: string }[];
	}[];
}

/** An event of a feed, or the attributes that a search found. */
export type MispPart =
	| { readonly kind: 'event'; readonly event: unknown }
	| { readonly kind: 'attributes'; readonly attributes: readonly unknown[] };

/** The parts of a MISP document: an event, a list of events, or a restSearch result. */
export function mispParts(value: unknown): readonly MispPart[] | undefined {
	if (Array.isArray(value)) {
		const parts = value.map(mispParts);
		return value.length > 0 && parts.every(part => part !== undefined) ? parts.flat() : undefined;
	}

	if (typeof value !== 'object' || value === null) {
		return undefined;
	}

	const { Event, Attribute, response } = value as {
		readonly Event?: unknown;
		readonly Attribute?: unknown;
		readonly response?: unknown;
	};
	if (response !== undefined) {
		return mispParts(response);
	}

	if (typeof Event === 'object' && Event !== null) {
		return [{ kind: 'event', event: Event }];
	}

	return Array.isArray(Attribute) ? [{ kind: 'attributes', attributes: Attribute }] : undefined;
}

/** Reads the indicators of events and attributes that are marked for detection. */
export function readMisp(
	parts: readonly MispPart[],
	defaults: Judgement,
	list: IndicatorList,
): void {
	for (const part of parts) {
		if (part.kind === 'attributes') {
			for (const attribute of part.attributes as readonly MispAttribute[]) {
				readAttribute(attribute, attribute?.Event ?? {}, defaults, list);
			}

			continue;
		}

		const event = part.event as MispEvent;
		const attributes = [
			...(event.Attribute ?? []),
			...(event.Object ?? []).flatMap(object => object.Attribute ?? []),
		];
		for (const attribute of attributes) {
			readAttribute(attribute, event, defaults, list);
		}
	}
}

/** MISP's threat levels: 1 is high, 2 medium, 3 low, 4 undefined. */
const confidenceOfThreatLevel: Readonly<Record<string, number>> = { 1: 90, 2: 65, 3: 30 };

function readAttribute(
	attribute: MispAttribute | null,
	event: MispEvent,
	defaults: Judgement,
	list: IndicatorList,
): void {
	const { type, value } = attribute ?? {};
	if (attribute === null || typeof type !== 'string' || typeof value !== 'string') {
		list.reject(`event ${event.uuid ?? '?'}`, JSON.stringify(attribute), 'no attribute');
		return;
	}

	// `ip-dst|port` and `domain|ip` have two values; each part has its own type.
	const types = type.split('|');
	const values = value.split('|');
	const known = types.map(plainType);
	if (known.every(one => one === undefined)) {
		list.leaveOut(`attributes of type ${type}`);
		return;
	}

	if (![true, 'true', '1', 1].includes(attribute.to_ids ?? false)) {
		list.leaveOut('not for detection (to_ids)');
		return;
	}

	if (attribute.deleted === true) {
		list.leaveOut('deleted by its source');
		return;
	}

	const about = aboutOf(attribute, event, defaults);
	for (const [index, one] of known.entries()) {
		const text = values[index] ?? '';
		if (one === 'ip_address' || one === 'domain' || one === 'asn') {
			const word = one === 'asn' ? `AS${text.replace(/^AS/i, '')}` : text;
			if (!list.addText(word, about)) {
				list.reject(`attribute ${attribute.uuid ?? '?'}`, value, 'no address, block or domain');
			}
		} else if (one !== undefined) {
			list.add(one, text, about);
		}
	}
}

function aboutOf(attribute: MispAttribute, event: MispEvent, defaults: Judgement): Judgement {
	const tags = [...(event.Tag ?? []), ...(attribute.Tag ?? [])].flatMap(tag => tag.name ?? []);
	const clusters = (kind: RegExp) =>
		(event.Galaxy ?? [])
			.filter(galaxy => kind.test(galaxy.type ?? ''))
			.flatMap(galaxy => (galaxy.GalaxyCluster ?? []).flatMap(cluster => cluster.value ?? []));
	const tagged = (kind: RegExp) => tags.flatMap(tag => kind.exec(tag)?.[1] ?? []);
	const actors = [
		...clusters(/threat-actor|intrusion-set/),
		...tagged(/^misp-galaxy:(?:threat-actor|mitre-intrusion-set)="(.+)"$/),
	];
	const malware = [
		...clusters(/malware|malpedia|ransomware|rat|tool|banker|botnet/),
		...tagged(/^misp-galaxy:(?:malpedia|ransomware|rat|tool|mitre-malware)="(.+)"$/),
	];
	return {
		...defaults,
		id: attribute.uuid ?? '',
		confidence: confidenceOfThreatLevel[String(event.threat_level_id ?? '')] ?? defaults.confidence,
		labels: [...new Set([...(event.info === undefined ? [] : [event.info]), ...tags])],
		actors: [...new Set(actors)],
		malware: [...new Set(malware)],
		validFromMs: readMoment(attribute.first_seen),
		updatedMs: readMoment(attribute.timestamp) ?? readMoment(attribute.last_seen),
	};
}

/**
 * Keeps only the fields of an event that are read, so that a feed of thousands of events stays
 * small on disk.
 */
export function slimEvent(event: unknown): unknown {
	const {
		uuid,
		info,
		threat_level_id,
		Tag,
		Galaxy,
		Attribute,
		Object: objects,
	} = (event ?? {}) as MispEvent;
	const attributes = [
		...(Attribute ?? []),
		...(objects ?? []).flatMap(object => object.Attribute ?? []),
	];
	return {
		uuid,
		info,
		threat_level_id,
		Tag: Tag?.map(({ name }) => ({ name })),
		Galaxy: Galaxy?.map(({ type, GalaxyCluster }) => ({
			type,
			GalaxyCluster: GalaxyCluster?.map(({ value }) => ({ value })),
		})),
		Attribute: attributes
			.filter(attribute => (attribute.type ?? '').split('|').some(type => plainType(type)))
			.map(
				({
					uuid: id,
					type,
					value,
					to_ids,
					timestamp,
					first_seen,
					last_seen,
					deleted,
					Tag: tags,
				}) => ({
					...{ uuid: id, type, value, to_ids, timestamp, first_seen, last_seen, deleted },
					Tag: tags?.map(({ name }) => ({ name })),
				}),
			),
	};
}
