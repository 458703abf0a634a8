import { parseTime } from './time.ts';

/** The paths of a CloudTrail record's time and identity. */
export const recordSchema = {
	timePath: 'eventTime',
	idPath: 'eventID',
	scopePath: 'recipientAccountId',
	parseTime,
} as const;
