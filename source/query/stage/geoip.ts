import type { LookupPort } from '../lookup-port.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import { afterFields } from './stage-completion.ts';
import { enrichRun, fixedKey, warnOfUnknown, type Enrichment } from './enrichment.ts';
import { adding } from './schema.ts';
import type { StageSpec } from './stage-spec.ts';
import { listFields } from './stage-text.ts';

export interface GeoipStage extends StageNode {
	readonly kind: 'geoip';
	readonly field: Field;
	/** Further columns of the geography table. */
	readonly extra?: readonly Field[];
}

const source = 'geo://location';
const columns = ['latitude', 'longitude', 'country_code', 'country_name', 'city', 'state'] as const;
const extraOf = (stage: GeoipStage) => (stage.extra ?? []).map(({ name }) => name);
const namesOf = (stage: GeoipStage) => [...columns, ...extraOf(stage)];

export const geoip: StageSpec<GeoipStage> = {
	kind: 'geoip',
	help: {
		name: 'geoip',
		group: 'enrich',
		takes: 'any',
		tier: 'must',
		syntax: 'geoip f[, column, …]',
		help: 'adds latitude, longitude, country, state and city of an address',
		snippet: 'geoip sourceIPAddress',
		keywords: [],
		example: 'ConsoleLogin | geoip sourceIPAddress | count by country_name',
	},
	read: reader => {
		const [field, ...extra] = reader.fields() as [Field, ...Field[]];
		return extra.length === 0 ? { kind: 'geoip', field } : { kind: 'geoip', field, extra };
	},
	print: stage => `geoip ${listFields([stage.field, ...(stage.extra ?? [])])}`,
	name: () => 'geoip',
	explain: stage => stage.field.name,
	reads: stage => [stage.field],
	makes: (stage, before) => adding(before, namesOf(stage)),
	run: enrichRun(prepare),
	complete: { operands: 'fields', opens: ['geoip'], follows: afterFields },
	drill: { made: stage => namesOf(stage).map(name => name.toLowerCase()), dropsRows: false },
};

function prepare(
	stage: GeoipStage,
	lookups: LookupPort,
	warn: (message: string) => void,
): Enrichment {
	warnOfUnknown(source, lookups.table(source), extraOf(stage), warn);
	const outputs = namesOf(stage).map(column => ({ column, as: column }));
	return fixedKey(source, stage.field.name, outputs, lookups, warn);
}
