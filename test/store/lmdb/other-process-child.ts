import { openReader, openWriter, StoreError } from '../../../store/index.ts';
import { schema } from './objects.ts';

// Tries to write a store that somebody writes, then reads it.
const dir = process.argv[2] ?? '';
let code = 'opened';
try {
	await openWriter({ dir, schema });
} catch (error) {
	code = error instanceof StoreError ? error.code : String(error);
}

const reader = await openReader({ dir, schema });
const { recordCount } = reader.refresh().counts;
await reader.close();
process.stdout.write(JSON.stringify({ code, recordCount }));
