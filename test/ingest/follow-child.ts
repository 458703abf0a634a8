import { openReader } from '../../store/index.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import type { Look } from './kill-plan.ts';
import { contentOf } from './store-content.ts';

// Follows a store as a console does: looks when it is told to, and says what it saw.
const reader = await openReader({ dir: process.argv[2] ?? '', schema: recordSchema });
process.on('message', message => {
	if (message === 'end') {
		void reader.close().then(() => process.disconnect());
		return;
	}

	const { counts, segments } = reader.refresh();
	// The last row of each segment is read, so that a look is more than a number.
	for (const segment of segments) {
		JSON.parse(segment.raw(segment.rowCount - 1));
	}

	const rowCount = segments.reduce((sum, segment) => sum + segment.rowCount, 0);
	const look: Look = { recordCount: counts.recordCount, rowCount };
	if (message === 'whole') {
		const { records, crc } = contentOf(segments);
		process.send?.({ ...look, whole: { distinct: records.size, crc } } satisfies Look);
	} else {
		process.send?.(look);
	}
});
process.send?.({ recordCount: 0, rowCount: 0 } satisfies Look);
