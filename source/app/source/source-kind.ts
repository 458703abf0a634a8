import type * as z from 'zod';
import type { SchemaKit } from '../../config/schema-kit.ts';
import type { ObjectSource } from '../../ingest/source.ts';
import type { S3Access } from '../../ingest/s3-settings.ts';
import type { Arguments } from '../arguments.ts';

/** What reading a source from the command line may ask of the world. */
export interface CommandLine {
	readonly args: Arguments;
	/** Relative paths begin here. */
	readonly workingDir: string;
	/** Ms since the epoch. */
	readonly nowMs: number;
}

/** What a person answers, or what the flags say in their place. */
export interface Questions {
	/**
	 * @param flag - stands for the answer when it is given
	 * @param fallback - of an empty answer; undefined: an answer is needed
	 * @param refuse - why an answer will not do, or undefined
	 */
	get(
		flag: string,
		question: string,
		fallback: string | undefined,
		refuse?: (text: string) => string | undefined,
	): Promise<string>;
}

/** A part of a bucket. */
export interface BucketLocation {
	readonly bucket: string;
	/** Empty, or ends in `/`. */
	readonly prefix: string;
	/** The bucket’s; undefined: not said. */
	readonly region: string | undefined;
}

/** A queue that announces new objects, and what it is opened with. */
export interface QueueAccess {
	readonly url: string;
	readonly access: S3Access;
}

/**
 * Everything that the program knows of one kind of source; nothing else asks of what kind one is.
 * `Spec` is one source as plain data, which can be posted to a worker; `Settings` is how it stands
 * in the configuration.
 */
export interface SourceKind<Spec extends { readonly kind: string }, Settings extends object> {
	readonly kind: Spec['kind'];
	/** Whether `--from TEXT` means this kind; the first kind of the list that says so has it. */
	recognises(from: string): boolean;
	/** @throws UsageError */
	parse(from: string, line: CommandLine): Spec;
	/** `--region` says where it is, unless `--bucket-region` does, and not which records to show. */
	readonly takesRegion: boolean;
	readonly configured: ConfiguredSource<Spec, Settings> | NotConfigured;
	/** Nothing is asked of it yet: a wrong name shows at the first listing. */
	open(spec: Spec, clock: () => number): Promise<ObjectSource>;
	/** The environment of `--from`. */
	readonly environmentName: string;
	/** `_sourceCategory` of what `--from` brings. */
	readonly sourceCategory: string;
	/** `_source` of what `--from` brings. */
	sourceNameOf(spec: Spec): string;
	/** `_sourceHost`, unless the configuration names another. */
	sourceHostOf(spec: Spec): string;
	/** Where it is, for the list of environments. */
	titleOf(spec: Spec): string;
	/** How far back `--from` fetches without `--since`. */
	readonly since: string;
	/** The indicators and places of the example belong to it. */
	readonly bringsIntel: boolean;
	/** Its requests and what it sends cost money. */
	readonly isPaid: boolean;
	/** Undefined: it is in no bucket, so no policy allows it. */
	bucketOf(spec: Spec): BucketLocation | undefined;
	/** Undefined: no queue announces its objects. */
	queueOf(spec: Spec): QueueAccess | undefined;
}

/** Such a source cannot stand in the configuration. */
export interface NotConfigured {
	/** What `init` says to it. */
	readonly refusal: string;
}

export interface ConfiguredSource<Spec, Settings extends object> {
	/**
	 * A strict object, with a key that no other kind has.
	 *
	 * @param zod - its builders; workers read no settings and do not load it
	 */
	schema(zod: SchemaKit): z.ZodType<Settings, Settings>;
	/** Whether settings that were checked are of this kind. */
	owns(settings: object): boolean;
	specOf(settings: Settings, workingDir: string): Spec;
	/** Where it is, in the words of the configuration. */
	titleOf(settings: Settings): string;
	/** Whether `init` takes TEXT for this kind; the first kind of the list that says so has it. */
	answers(text: string): boolean;
	/** Asks for the rest of the settings. */
	ask(text: string, line: Omit<CommandLine, 'nowMs'>, questions: Questions): Promise<Settings>;
	/** The same settings with the prefix that was found, where there is one and none was given. */
	withPrefix(settings: Settings, prefix: string): Settings;
}

/** What `--from` names is wanted whole unless `--since` says less. */
export const sinceEverything = '3650d';
