import type * as z from 'zod';

/**
 * The builders of zod that a source uses to describe its settings. They are passed in, because a
 * worker reads no settings and must not load zod, and a bundle must not contain all of it.
 */
export type SchemaKit = Pick<
	typeof z,
	'array' | 'boolean' | 'literal' | 'strictObject' | 'string' | 'union' | 'url'
>;
