import type * as z from 'zod';

/**
 * The builders of zod that a source's settings are described with. They are handed in: a worker,
 * which reads no settings, must not load the library, and a bundle must not carry all of it.
 */
export type SchemaKit = Pick<typeof z, 'boolean' | 'strictObject' | 'string' | 'union' | 'url'>;
