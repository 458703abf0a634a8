/** Rows after which a segment is sealed. */
export const segmentRowsMax = 65_536;
/** A longer array is stored as one value. */
export const arrayLengthMax = 16;
/** Containers nested deeper are stored as one value. */
export const depthMax = 32;
/** In a record with more values, large containers are stored whole. */
export const leavesMax = 1024;
/** A container with more values than this is large. */
export const coarseLeavesMax = 64;
/** Known continuations that are compared before the keys are parsed one by one. */
export const guessesMax = 12;
/** Distinct shapes in a segment, and values in all shapes together. */
export const shapesMax = 131_072;
export const shapeLeavesMax = 4_194_304;
/**
 * Containers of one record that are stored whole because the segment has no room for their paths.
 */
export const crowdedOutMax = 16;
