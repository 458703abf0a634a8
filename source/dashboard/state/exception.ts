import type { RecordRef } from '../../query/port.ts';
import type { ExceptionValue } from '../input/menu.ts';

/** What an exception would do, and what it was made of. */
export interface ExceptionOffer {
	/** All that could be chosen. */
	readonly values: readonly ExceptionValue[];
	/** Of these; records that have one value of each of their fields are left out. */
	readonly ticked: readonly ExceptionValue[];
	/** `silences 3 of 14 findings, 340 of 352 hits in 14 days (all stored)` */
	readonly preview: string;
}

/** What became of asking for an exception, or of writing one. */
export type ExceptionAnswer =
	| { readonly kind: 'offer'; readonly offer: ExceptionOffer }
	| { readonly kind: 'written'; readonly text: string }
	/** `paste`: what somebody else may write into a file. */
	| { readonly kind: 'fault'; readonly text: string; readonly paste?: string }
	/** A later question took its place. */
	| { readonly kind: 'late' };

/** A question about an exception for a finding. */
export interface ExceptionWish {
	readonly ref: RecordRef;
	/** Undefined: all values of its records. */
	readonly ticked: readonly ExceptionValue[] | undefined;
	/** It is to be written, and not only counted. */
	readonly isMeant: boolean;
}

export function isSameRef(a: RecordRef, b: RecordRef): boolean {
	return a.segmentId === b.segmentId && a.row === b.row;
}
