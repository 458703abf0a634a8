import { parseTime } from './time.ts';

/** The paths of a CloudTrail record's time and identity, and what marks a restated record. */
export const recordSchema = {
	timePath: 'eventTime',
	idPath: 'eventID',
	scopePath: 'recipientAccountId',
	parseTime,
	restatedMeta: '_restated',
} as const;
