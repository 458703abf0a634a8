import { spike } from './spike.ts';

/** As the outlier panel of the overview counts them, so that both tell one number. */
export const failedLogins = spike(
	'failed-logins',
	['failed login', 'failed logins'],
	'logins',
	'eventName=ConsoleLogin\n| where _result != "Success"',
);
