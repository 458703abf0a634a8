import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import { readLayout } from '../../source/dashboard/read-layout.ts';
import { noVariables } from '../../source/dashboard/compose.ts';
import { exampleRange, openExampleStore, panelText } from './example-store.ts';
test('x', async () => {
	const store = await openExampleStore({ days: 2 });
	for (const n of ['overview','users','logins','operations','network','s3']) {
		const o = readLayout(readFileSync(`layouts/classic-${n}.yaml`, 'utf8'), n);
		if (!o.ok) { console.log(JSON.stringify(o)); continue; }
		for (const p of o.layout.panels) {
			const h = p.range ? { '7d': 7*24, '1h': 1, '3h': 3 }[p.range] : 24;
			const range = { fromMs: exampleRange.toMs - (h ?? 0) * 3600000, toMs: exampleRange.toMs };
			const text = panelText(o.layout, p, range, noVariables);
			try { const r = await store.run(text, range); console.log(p.id, r.kind, r.rowCount, r.columns.slice(0,8).join(), JSON.stringify(r.rows[0]?.slice(0,9)), r.warnings.join()); }
			catch (e) { console.log(p.id, String(e)); }
		}
	}
	await store.close();
});
