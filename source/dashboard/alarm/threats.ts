import { spike } from './spike.ts';

/** Calls from addresses that indicators name with a high confidence. */
export const threats = spike(
	'threats',
	['call from a threat', 'calls from threats'],
	'threats',
	'*\n| lookup type, threatlevel as confidence from sumo://threat/cs on threat=sourceIPAddress\n| where type = "ip_address" and confidence = "high"',
);
