import { readdirSync } from 'node:fs';
import { shippedLayout } from './layouts.ts';

/** Every dashboard file that comes with the program. */
export const everyLayout = readdirSync(new URL('../../layouts', import.meta.url))
	.filter(name => name.endsWith('.yaml') && name !== 'searches.yaml')
	.map(name => shippedLayout(name.replace('.yaml', '')));

export const screenSizes = [
	{ columns: 80, rows: 24 },
	{ columns: 120, rows: 40 },
	{ columns: 200, rows: 50 },
];
