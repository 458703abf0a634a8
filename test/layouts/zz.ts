import { mutantsOf } from '/work/main/test/layouts/mutate.ts';
import { shippedLayouts } from '/work/main/test/dashboard/layouts.ts';
let n=0;
for (const l of shippedLayouts()) for (const p of l.panels) { const m = mutantsOf(p.query); n+=m.length; if (['AM1','TI2','PA2','AM7'].includes(p.id)) { console.log(p.id); for (const x of m) console.log('  ',x.what, '::', x.text.slice(0,0)); } }
console.log(n);
