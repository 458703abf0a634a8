import type { Reader } from '../syntax/reader.ts';
import type { Stage } from '../syntax/tree.ts';

type WithoutSpan<T> = T extends unknown ? Omit<T, 'span'> : never;

/** A stage before it is known where it ends. */
export type StageBody = WithoutSpan<Stage>;

/** Reads a stage whose keyword is already taken; fails through the reader. */
export type StageReader = (reader: Reader) => StageBody;
