/** Whether the signed digests of a trail are verified as they are delivered. */
export const verifyModes = ['off', 'live'] as const;
export type VerifyMode = (typeof verifyModes)[number];
