import { readFileSync } from 'node:fs';
import { readLayout } from '../../source/dashboard/layout/read-layout.ts';
import type { Layout } from '../../source/dashboard/layout/layout.ts';

/** Dashboards over the records of a trail. */
export const layoutNames = ['overview', 'access', 'logins', 'accounts', 'privileged', 'threats'];
/** With that over findings. */
export const allLayoutNames = [...layoutNames, 'findings'];

export function layoutText(name: string): string {
	return readFileSync(new URL(`../../layouts/${name}.yaml`, import.meta.url), 'utf8');
}

export function shippedLayout(name: string): Layout {
	const outcome = readLayout(layoutText(name), `layouts/${name}.yaml`);

	if (!outcome.ok) {
		throw new Error(JSON.stringify(outcome.faults));
	}

	return outcome.layout;
}

export function shippedLayouts(): Layout[] {
	return layoutNames.map(shippedLayout);
}
