/** When a column stops to look values up. The kernel compiles this file, too. */

/** Values between two checks whether a dictionary still pays; doubled after each check. */
export const firstCheckCount = 512;
/** With a larger share of new values, a dictionary costs more than it saves. */
export const poolShare = 0.92;
/** More probes in a row mean hostile values; the column then stops looking values up. */
export const probesMax = 128;
