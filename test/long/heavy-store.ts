import { aFolder } from '../../fixtures/a-store.ts';
import { aTailer } from '../../fixtures/a-tailer.ts';
import { anObject, aRecord, startMs } from '../../fixtures/records.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { openWriter } from '../../store/index.ts';

const objectCount = 20;
const recordsPerObject = 1_000;
const recordEveryMs = 100;

/** A store of records with long texts that differ, as heavy queries ask for. */
export async function aHeavyStore(): ReturnType<typeof aFolder> {
	const folder = await aFolder();
	const writer = await openWriter({ dir: folder.path, schema: recordSchema });
	const objects = Array.from({ length: objectCount }, (_, object) =>
		anObject(
			Array.from({ length: recordsPerObject }, (__, index) =>
				recordAt(startMs + (object * recordsPerObject + index) * recordEveryMs, index),
			),
			{ random: `Object${object}`.padEnd(15, '-') },
		),
	);
	const listed = objects.map(({ key, body }) => ({
		key,
		etag: 'one',
		sizeBytes: body.length,
		lastModifiedMs: startMs,
		storageClass: undefined,
	}));
	const source = {
		title: 'heavy',
		listsWhole: true,
		async *list() {
			yield listed;
		},
		folders: async () => [],
		get: async ({ key }: { readonly key: string }) =>
			objects.find(object => object.key === key)?.body ?? Buffer.alloc(0),
		nowMs: () => undefined,
		close: async () => {},
	};
	const { tailer } = aTailer(source, writer, { sinceMs: 0 });
	await tailer.once(new AbortController().signal);
	await writer.close();
	return folder;
}

function recordAt(timeMs: number, index: number) {
	return aRecord({
		eventTime: `${new Date(timeMs).toISOString().slice(0, 19)}Z`,
		eventName: `Name${index % 5}`,
		requestParameters: { note: `note ${index % 700} ${'of some length '.repeat(6)}` },
	});
}
