import type { SourceError } from '../source.ts';

/** A trail as its account describes it. Every text is short and safe to draw. */
export interface Trail {
	readonly name: string;
	readonly arn: string;
	readonly bucket: string;
	/** What stands before `AWSLogs/`, without slashes at its ends. */
	readonly prefix: string;
	readonly homeRegion: string;
	readonly isMultiRegion: boolean;
	readonly isOrganization: boolean;
	/** Digests are delivered, so that a deletion can be proven. */
	readonly hasDigests: boolean;
	readonly hasInsights: boolean;
	/** The error when it could not be asked. */
	readonly status: TrailStatus | SourceError;
	readonly selectors: TrailSelectors | SourceError;
}

/** Times are ms since the epoch; undefined: the server does not say. */
export interface TrailStatus {
	readonly isLogging: boolean;
	readonly stoppedMs: number | undefined;
	readonly deliveredMs: number | undefined;
	readonly attemptedMs: number | undefined;
	/** The error of the last delivery, as S3 named it; undefined: it went well. */
	readonly deliveryError: string | undefined;
	readonly digestError: string | undefined;
}

/** What a trail logs, read from selectors of either form. */
export interface TrailSelectors {
	readonly readsManagement: boolean;
	readonly writesManagement: boolean;
	/** Event sources whose management events are left out: `kms.amazonaws.com`. */
	readonly excludedSources: readonly string[];
	/** Resource types of the data events that are logged; empty: none are. */
	readonly dataTypes: readonly DataType[];
	/** Selectors that say more than is told here; how many were left out. */
	readonly leftCount: number;
}

export interface DataType {
	/** `AWS::S3::Object`. */
	readonly type: string;
	/** Only some resources or events of this type. */
	readonly isLimited: boolean;
}
