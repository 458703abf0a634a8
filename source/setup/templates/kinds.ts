/** Parts of AWS that trust nobody outside of themselves. */
export const partitions = ['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc'] as const;
export type Partition = (typeof partitions)[number];

/** Who can tell a queue of new objects. */
export const notifyKinds = ['sns', 'eventbridge', 's3'] as const;
