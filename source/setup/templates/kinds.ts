/** AWS partitions. A partition trusts only its own principals. */
export const partitions = ['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc'] as const;
export type Partition = (typeof partitions)[number];

/** The services that can notify a queue of new objects. */
export const notifyKinds = ['sns', 'eventbridge', 's3'] as const;
