import { resolve } from 'node:path';
import type * as z from 'zod';
import type { SchemaKit } from '../../config/schema-kit.ts';
import { sourceCategoryDefault } from '../../config/source-category.ts';
import { sinceEverything } from './source-kind.ts';
import type { SourceKind } from './source-kind.ts';

/** A folder of delivered files, or a single file. */
export interface FolderSpec {
	readonly kind: 'folder';
	/** An absolute path. */
	readonly dir: string;
}

function folderSettings(zod: SchemaKit) {
	return zod.strictObject({
		folder: zod
			.string()
			.min(1)
			.describe('a folder with objects in S3 key layout, or any .json(.gz)'),
	});
}

export const folderKind: SourceKind<FolderSpec, z.input<ReturnType<typeof folderSettings>>> = {
	kind: 'folder',
	// Any text can be a path, so this kind is the last one of the list.
	recognises: () => true,
	parse: (from, { workingDir }) => ({ kind: 'folder', dir: resolve(workingDir, from) }),
	takesRegion: false,
	configured: {
		schema: folderSettings,
		owns: settings => 'folder' in settings,
		specOf: ({ folder }, workingDir) => ({ kind: 'folder', dir: resolve(workingDir, folder) }),
		titleOf: ({ folder }) => folder,
		answers: () => true,
		ask: (text, { workingDir }) => Promise.resolve({ folder: resolve(workingDir, text) }),
		withPrefix: settings => settings,
	},
	async open({ dir }) {
		const { FolderSource } = await import('../../ingest/folder-source.ts');
		return new FolderSource(dir);
	},
	environmentName: 'from',
	sourceCategory: sourceCategoryDefault,
	sourceNameOf: () => 'folder',
	sourceHostOf: ({ dir }) => dir,
	titleOf: ({ dir }) => dir,
	since: sinceEverything,
	bringsIntel: false,
	isPaid: false,
	limitsOf: () => ({}),
	bucketOf: () => undefined,
	queueOf: () => undefined,
};
