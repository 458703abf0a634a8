import type { Layout } from '../../source/dashboard/layout/layout.ts';
import { shippedLayout } from '../dashboard/layouts.ts';

export const classicNames = ['overview', 'users', 'logins', 'operations', 'network', 's3'].map(
	name => `classic-${name}`,
);

export function classicLayouts(): readonly Layout[] {
	return classicNames.map(shippedLayout);
}
