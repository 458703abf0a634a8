import { stat } from 'node:fs/promises';
import { basename, dirname, resolve, sep } from 'node:path';
import type * as z from 'zod';
import type { SchemaKit } from '../../config/schema-kit.ts';
import { sourceCategoryDefault } from '../../config/source-category.ts';
import type { Part } from '../../ingest/several-sources.ts';
import type { ObjectSource } from '../../ingest/source.ts';
import { UsageError } from '../arguments.ts';
import { sinceEverything } from './source-kind.ts';
import type { SourceKind } from './source-kind.ts';

/** A folder of delivered files, or a single file. */
export interface FolderSpec {
	readonly kind: 'folder';
	/** An absolute path. */
	readonly dir: string;
	/** Absolute paths of more folders and files that are read with it. */
	readonly others?: readonly string[];
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
	open: openFolders,
	environmentName: 'from',
	sourceCategory: sourceCategoryDefault,
	sourceNameOf: () => 'folder',
	sourceHostOf: spec => pathsOf(spec).join(', '),
	titleOf: spec => pathsOf(spec).join(', '),
	since: sinceEverything,
	bringsIntel: false,
	isPaid: false,
	limitsOf: () => ({}),
	bucketOf: () => undefined,
	queueOf: () => undefined,
	trailsOf: () => undefined,
	lacks: [],
	reachMs: undefined,
};

function pathsOf({ dir, others = [] }: FolderSpec): readonly string[] {
	return [dir, ...others];
}

async function openFolders(spec: FolderSpec): Promise<ObjectSource> {
	const { FolderSource } = await import('../../ingest/folder-source.ts');
	const paths = pathsOf(spec);
	if (paths.length === 1) {
		return new FolderSource(spec.dir);
	}

	const { SeveralSources } = await import('../../ingest/several-sources.ts');
	return new SeveralSources(await Promise.all(paths.map(path => partAt(path))));

	/** Its keys are whole paths, so that those of two folders differ. */
	async function partAt(path: string): Promise<Part> {
		const isFile = await stat(path).then(
			stats => stats.isFile(),
			() => false,
		);
		const folder = isFile ? dirname(path) : path;
		return {
			label: `${folder.split(sep).filter(Boolean).join('/')}/`,
			only: isFile ? basename(path) : undefined,
			source: new FolderSource(path),
		};
	}
}

/**
 * Several folders and files as one source.
 *
 * @throws UsageError when one of the sources is another kind
 */
export function together(
	specs: readonly (FolderSpec | { readonly kind: 'example' | 'lookup' | 's3' | 'stdin' })[],
	froms: readonly string[],
): FolderSpec {
	const dirs = specs.flatMap((spec, index) => {
		if (spec.kind !== 'folder') {
			throw new UsageError(
				`several --from are folders and files; "${froms[index]}" is read alone. Trails of several buckets are environments of the configuration, and --env all reads them as one`,
			);
		}

		return [spec.dir];
	});
	const [dir = '', ...others] = new Set(dirs);
	return { kind: 'folder', dir, ...(others.length > 0 ? { others } : {}) };
}
