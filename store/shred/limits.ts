/** Rows after which a segment is sealed. */
export const segmentRowsMax = 65_536;
/** A longer array is one value. */
export const arrayLengthMax = 16;
/** Containers nested deeper are one value. */
export const depthMax = 32;
/** A record with more values has its larger containers kept whole. */
export const leavesMax = 1024;
/** What "larger" means there, in values. */
export const coarseLeavesMax = 64;
/** Distinct shapes in a segment, and values in all of them together. */
export const shapesMax = 131_072;
export const shapeLeavesMax = 4_194_304;
/** Containers of one record that are kept whole because their paths found no room. */
export const crowdedOutMax = 16;
