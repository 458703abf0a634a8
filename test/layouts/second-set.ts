import type { Layout } from '../../source/dashboard/layout/layout.ts';
import { shippedLayout } from '../dashboard/layouts.ts';

const classicNames = ['overview', 'users', 'logins', 'operations', 'network', 's3'].map(
	name => `classic-${name}`,
);
/** Of standards and sibling apps of the reference. */
export const standardNames = ['pci', 'cis', 'devops'];

/** The dashboards over the records of a trail that have no digit. */
export function secondSet(): readonly Layout[] {
	return [...classicNames, ...standardNames].map(shippedLayout);
}
