/**
 * How the kernel and TypeScript lay out what they share. Both compile this file, so it consists of
 * plain constants alone. Offsets are in words of four bytes.
 */

/** The walk cannot go on: TypeScript does one step. Beside the outcomes of `outcomes.ts`. */
export const needsStep = -1000;

/** The list of the values of one record: this header, then five lists of `leavesMax` numbers. */
export const leafHeaderWords = 8;
export const leafCountWord = 0;
/** 1 when a string of the record has bytes beyond ASCII; 0 is certain. */
export const beyondAsciiWord = 1;
/** With `needsStep`: the state reached, and the offset in the record's bytes. */
export const stateWord = 2;
export const offsetWord = 3;
export const positionsWord = 4;

/** A column, as `columns.ts` declares it. */
export const columnWords = 24;
export const tokensWord = 0;
export const tokensLengthWord = 2;
export const tokensCapacityWord = 3;
export const offsetsWord = 4;
export const offsetsCapacityWord = 5;
export const valueCountWord = 6;
export const countWord = 7;
export const codesWord = 8;
export const codesCapacityWord = 9;
export const codeBytesWord = 10;
export const codedCountWord = 11;
/** -1 while the column is a dictionary. */
export const pooledFromWord = 12;
export const lastStartWord = 13;
export const lastLengthWord = 14;
export const lastCodeWord = 15;
export const tableWord = 16;
export const tableLengthWord = 17;
export const nextCheckWord = 18;
export const checkedCountWord = 19;
export const checkedValueCountWord = 20;
export const crowdedWord = 21;

/** Bytes of a record's neighbourhood that the kernel sees beyond its end, as TypeScript does. */
export const lookAheadBytes = 16;
