import type { Role } from './span.ts';

const roles = ['depth-0', 'depth-1', 'series-0'] as const satisfies readonly Role[];

/**
 * The colour of a mark of a chart that has one series: the lower, the darker, so that a peak stands out from afar.
 *
 * @param share - its height, from 0 to 1
 */
export function depthRole(share: number): Role {
	return (
		roles[Math.min(roles.length - 1, Math.max(0, Math.ceil(share * roles.length) - 1))] ??
		'series-0'
	);
}
