import type { Stage } from '../../source/query/stage/index.ts';

/** The stages of a kind, or of several. */
export type StageOf<Kind extends Stage['kind']> = Extract<Stage, { readonly kind: Kind }>;
