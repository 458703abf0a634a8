import { resolve } from 'node:path';
import type * as z from 'zod';
import type { SchemaKit } from '../../config/schema-kit.ts';
import type { ObjectSource } from '../../ingest/source.ts';
import { UsageError } from '../arguments.ts';
import { exampleKind } from './example.ts';
import type { ExampleSpec } from './example.ts';
import { folderKind, together } from './folder.ts';
import type { FolderSpec } from './folder.ts';
import { lookupKind } from './lookup.ts';
import type { LookupSpec } from './lookup.ts';
import { s3Kind } from './s3.ts';
import type { S3Spec } from './s3.ts';
import { stdinKind } from './stdin.ts';
import type { StdinSpec } from './stdin.ts';
import type { CommandLine, ConfiguredSource, SourceKind } from './source-kind.ts';

/** A source as plain data that can be posted to a worker. */
export type SourceSpec = ExampleSpec | FolderSpec | LookupSpec | S3Spec | StdinSpec;

/** They are asked in this order whether a text names one of them. */
const kinds = {
	example: exampleKind,
	lookup: lookupKind,
	s3: s3Kind,
	stdin: stdinKind,
	folder: folderKind,
} satisfies { readonly [Spec in SourceSpec as Spec['kind']]: SourceKind<Spec, object> };

/** The descriptor of a source’s kind. */
export function sourceKindOf(spec: SourceSpec): SourceKind<SourceSpec, object> {
	return kinds[spec.kind];
}

/** The kind of source that `--from TEXT` names. */
export function sourceKindFrom(from: string): SourceKind<SourceSpec, object> {
	return known(
		Object.values(kinds).find(kind => kind.recognises(from)),
		from,
	);
}

/** What `--from TEXT` names, said so that it names the same wherever a command is started. */
export function fromAnywhere(from: string, workingDir: string): string {
	return kinds.folder === sourceKindFrom(from) ? resolve(workingDir, from) : from;
}

/**
 * @param froms - at least one; several are read as one source
 * @throws UsageError
 */
export function parseSource(froms: readonly string[], line: CommandLine): SourceSpec {
	const specs = froms.map(from => sourceKindFrom(from).parse(from, line));
	const [only] = specs;
	return specs.length === 1 && only !== undefined ? only : together(specs, froms);
}

/** @param clock - ms since the epoch, for a source that continues while it is followed */
export function openSource(spec: SourceSpec, clock: () => number): Promise<ObjectSource> {
	return sourceKindOf(spec).open(spec, clock);
}

const configurable = Object.values(kinds).flatMap(({ configured }) =>
	'refusal' in configured ? [] : [configured],
);

/** The configuration schema of a source of any kind. */
export function sourceSchemaOf(zod: SchemaKit) {
	return zod.union(configurable.map(kind => kind.schema(zod)));
}

export type SourceSettings = z.output<ReturnType<typeof sourceSchemaOf>>;

/** The descriptor of the kind of a source in the configuration. */
export function configuredKindOf(
	settings: SourceSettings,
): ConfiguredSource<SourceSpec, SourceSettings> {
	return known(
		configurable.find(kind => kind.owns(settings)),
		Object.keys(settings).join(', '),
	);
}

/** The kind of source that TEXT names as an answer to `init`. */
export function configuredKindFrom(text: string): ConfiguredSource<SourceSpec, SourceSettings> {
	return known(
		configurable.find(kind => kind.answers(text)),
		text,
	);
}

/** Why TEXT cannot be a source in the configuration; undefined when it can. */
export function refusalOf(text: string): string | undefined {
	const { configured } = sourceKindFrom(text);
	return 'refusal' in configured ? configured.refusal : undefined;
}

function known<Kind>(kind: Kind | undefined, text: string): Kind {
	if (kind === undefined) {
		throw new UsageError(`there is no kind of source for "${text}"`);
	}

	return kind;
}
