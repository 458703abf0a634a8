/** What both printers say of the role and the queue. */
export const templateTitle = 'Least-privilege read access to CloudTrail objects, for trailtop';
export const sessionSecondsMax = 3_600;

export const queueSettings = {
	retentionSeconds: 1_209_600,
	visibilitySeconds: 300,
	pollSeconds: 20,
	/** Deliveries of one message before it is put aside. */
	receiveMax: 5,
} as const;
