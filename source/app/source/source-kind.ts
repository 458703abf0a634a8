import type * as z from 'zod';
import type { SchemaKit } from '../../config/schema-kit.ts';
import type { ObjectSource } from '../../ingest/source.ts';
import type { S3Access } from '../../ingest/s3-settings.ts';
import type { Flaw } from '../../ingest/trail-api/flaws.ts';
import type { TrailApiOptions } from '../../ingest/trail-api/trail-api.ts';
import type { Arguments } from '../arguments.ts';

/** What the parser of a source may know of the command line and its surroundings. */
export interface CommandLine {
	readonly args: Arguments;
	/** Relative paths are resolved against this folder. */
	readonly workingDir: string;
	/** Ms since the epoch. */
	readonly nowMs: number;
	/** What stdin held, when it is a source and could be read. */
	readonly stdin?: Uint8Array | undefined;
}

/** Gives the answers to questions: from the flags, else from the user. */
export interface Questions {
	/**
	 * @param flag - answers the question when it is given
	 * @param fallback - used for an empty answer; undefined: an answer is required
	 * @param refuse - why an answer is not accepted, or undefined
	 */
	get(
		flag: string,
		question: string,
		fallback: string | undefined,
		refuse?: (text: string) => string | undefined,
	): Promise<string>;
}

/** A bucket, or one prefix of a bucket. */
export interface BucketLocation {
	readonly bucket: string;
	/** Empty, or ends in `/`. */
	readonly prefix: string;
	/** Of the bucket; undefined: not known. */
	readonly region: string | undefined;
}

/** A queue that announces new objects, and the settings to open it with. */
export interface QueueAccess {
	readonly url: string;
	readonly access: S3Access;
}

/** With what CloudTrail is asked about the trails of a source, and which of them matter. */
export interface TrailQuestion {
	readonly access: TrailApiOptions;
	/** Only trails that deliver to this bucket. */
	readonly bucket: string;
}

/**
 * Describes one kind of source. Only this descriptor knows what is special about a kind. `Spec` is
 * one source as plain data, which can be posted to a worker; `Settings` is its form in the
 * configuration.
 */
export interface SourceKind<Spec extends { readonly kind: string }, Settings extends object> {
	readonly kind: Spec['kind'];
	/**
	 * Whether `--from TEXT` names this kind. The first kind of the list that answers yes is taken.
	 */
	recognises(from: string): boolean;
	/** @throws UsageError */
	parse(from: string, line: CommandLine): Spec;
	/**
	 * `--region` says where the source is, not which records to show, unless `--bucket-region` is
	 * given.
	 */
	readonly takesRegion: boolean;
	readonly configured: ConfiguredSource<Spec, Settings> | NotConfigured;
	/** Does no request yet: a wrong name shows at the first listing. */
	open(spec: Spec, clock: () => number): Promise<ObjectSource>;
	/** The name of the environment that `--from` makes. */
	readonly environmentName: string;
	/** `_sourceCategory` of the records that `--from` fetches. */
	readonly sourceCategory: string;
	/** `_source` of the records that `--from` fetches. */
	sourceNameOf(spec: Spec): string;
	/** `_sourceHost`, unless the configuration names another. */
	sourceHostOf(spec: Spec): string;
	/** A title of the source for the list of environments. */
	titleOf(spec: Spec): string;
	/** How far back `--from` fetches when `--since` is not given. */
	readonly since: string;
	/** Has indicators and geographic places of its own, as the example does. */
	readonly bringsIntel: boolean;
	/** Its requests and transfers cost money. */
	readonly isPaid: boolean;
	/** Accounts and regions that its settings limit it to; absent: all. */
	limitsOf(spec: Spec): {
		readonly accounts?: readonly string[];
		readonly regions?: readonly string[];
	};
	/** Undefined: it is in no bucket, so there is no bucket policy to suggest. */
	bucketOf(spec: Spec): BucketLocation | undefined;
	/** Undefined: no queue announces its objects. */
	queueOf(spec: Spec): QueueAccess | undefined;
	/** Undefined: no trail fills it that CloudTrail could be asked about. */
	trailsOf(spec: Spec): TrailQuestion | undefined;
	/** What it never has, whatever is logged. */
	readonly lacks: readonly Flaw[];
	/** It has nothing that is older, in ms; undefined: it has whatever was delivered. */
	readonly reachMs: number | undefined;
}

/** A source of this kind cannot be written in the configuration. */
export interface NotConfigured {
	/** What `init` answers when it is named. */
	readonly refusal: string;
}

export interface ConfiguredSource<Spec, Settings extends object> {
	/**
	 * A strict object with a key that no other kind has.
	 *
	 * @param zod - builders of zod, passed in because workers read no settings and must not load
	 *   zod
	 */
	schema(zod: SchemaKit): z.ZodType<Settings, Settings>;
	/** Whether checked settings are of this kind. */
	owns(settings: object): boolean;
	specOf(settings: Settings, workingDir: string): Spec;
	/** A title of the source as the configuration names it. */
	titleOf(settings: Settings): string;
	/**
	 * Whether TEXT names this kind as an answer to `init`. The first kind of the list that answers
	 * yes is taken.
	 */
	answers(text: string): boolean;
	/** Asks for the remaining settings. */
	ask(text: string, line: Omit<CommandLine, 'nowMs'>, questions: Questions): Promise<Settings>;
	/** The settings with the prefix that was found, unless they have one or none was found. */
	withPrefix(settings: Settings, prefix: string): Settings;
}

/** A source named with `--from` is fetched whole unless `--since` is given. */
export const sinceEverything = '3650d';
