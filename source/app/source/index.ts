import type { ObjectSource } from '../../ingest/source.ts';
import type { SourceSpec } from '../read-environment.ts';

/**
 * Opens what a specification names. Nothing is asked of it yet: a wrong bucket or profile shows
 * at the first listing.
 *
 * @param clock - for the example trail, which goes on while it is watched
 */
export async function openSource(spec: SourceSpec, clock: () => number): Promise<ObjectSource> {
	switch (spec.kind) {
		case 'example': {
			const { createExampleSource } = await import('../../example/example-source.ts');
			return createExampleSource({
				seed: spec.seed,
				nowMs: spec.nowMs,
				...(spec.live ? { clock } : {}),
			});
		}

		case 'folder': {
			const { FolderSource } = await import('../../ingest/folder-source.ts');
			return new FolderSource(spec.dir);
		}

		case 's3': {
			const { S3Source } = await import('../../ingest/s3-source.ts');
			return new S3Source(spec);
		}
	}
}
