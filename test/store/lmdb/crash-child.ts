import { appendFileSync } from 'node:fs';
import { openWriter } from '../../../store/index.ts';
import { anObject, recordsFrom, schema } from './objects.ts';

// Appends objects of ten records and notes each acknowledged one, until somebody kills it.
const [dir = '', manifest = '', firstText = '0'] = process.argv.slice(2);
const writer = await openWriter({ dir, schema, segmentRowsMax: 100, openPartitionsMax: 2 });
for (let object = Number(firstText); ; object++) {
	const key = `object-${object}`;
	if (writer.ledger(key) === undefined) {
		await writer.append(
			`partition-${object % 3}`,
			[anObject(recordsFrom(object * 10, 10))],
			outcomes => [{ key, value: outcomes[0]?.keptCount }],
		);
	}

	appendFileSync(manifest, `${object}\n`);
}
