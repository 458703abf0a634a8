import { spike } from './spike.ts';

export const denied = spike(
	'denied',
	['denied call', 'denied calls'],
	'overview',
	'*\n| where _denied = true',
);
