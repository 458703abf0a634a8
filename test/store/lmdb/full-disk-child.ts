import { createHash } from 'node:crypto';
import { openReader, openWriter, StoreError } from '../../../store/index.ts';
import { anObject, aRecord, noLedger, schema } from './objects.ts';

// Appends until the file may not grow any more, then says what a reader finds.
const dir = process.argv[2] ?? '';
const writer = await openWriter({ dir, schema });
let code = '';
let counts = 0;
for (let round = 0; code === '' && round < 500; round++) {
	const hash = createHash('sha512').update(String(round));
	const pad = Array.from({ length: 400 }, (_, i) => hash.copy().update(String(i)).digest('base64'));
	try {
		await writer.append('tail', [anObject([aRecord(round, { pad: pad.join('') })])], noLedger);
		counts = writer.counts().recordCount;
	} catch (error) {
		code = error instanceof StoreError ? error.code : String(error);
	}
}

const reader = await openReader({ dir, schema });
const resumed = reader.refresh().counts.recordCount;
await reader.close();
await writer.close();
process.stdout.write(JSON.stringify({ code, counts, resumed }));
