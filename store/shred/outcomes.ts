/** Reasons why a record could not be read in this way. All are negative; shapes are not. */
export const notJson = -1;
/** An array was found to be too long after its first elements had been read. */
export const longArray = -2;
export const manyLeaves = -3;
export const repeatedKey = -4;
/** There is no room for another path, shape or state; see `Walker.crowdedNode`. */
export const noRoom = -5;
export const notUtf8 = -6;
