import type { Alarm } from './alarm.ts';
import { denied } from './denied.ts';
import { failedLogins } from './failed-logins.ts';
import { outliers } from './outliers.ts';
import { rootUse } from './root-use.ts';
import { silentAccounts } from './silent-accounts.ts';
import { threats } from './threats.ts';
import { trailFaults } from './trail-faults.ts';

/** Of two that are as bad, the first one is told first. */
export const alarms: readonly Alarm[] = [
	rootUse,
	failedLogins,
	denied,
	threats,
	silentAccounts,
	trailFaults,
	outliers,
];
