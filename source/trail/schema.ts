import { parseTime } from './time.ts';

/** Where a CloudTrail record keeps its time and its identity. */
export const recordSchema = {
	timePath: 'eventTime',
	idPath: 'eventID',
	scopePath: 'recipientAccountId',
	parseTime,
} as const;
