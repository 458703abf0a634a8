import { openReader, openWriter, StoreError } from '../../../store/index.ts';
import { schema } from './objects.ts';

// Tries to write a store that it may not write now, then reads it; as a user who owns nothing where the
// third word says so.
const [, , dir = '', user] = process.argv;
const nobody = 65_534;
if (user === 'nobody' && process.getuid?.() === 0) {
	process.setgroups?.([]);
	process.setgid?.(nobody);
	process.setuid?.(nobody);
}

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
