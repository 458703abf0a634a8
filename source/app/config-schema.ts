import { array, boolean, literal, strictObject, string, union, url } from 'zod';
import type * as z from 'zod';
import { configSchemaOf } from '../config/config.ts';
import { logKindNames } from '../trail/log-kinds.ts';
import { outputsSchema } from './outputs/output-schema.ts';
import { sourceSchemaOf } from './source/index.ts';

/** The configuration file, with sources of every kind. */
export const configSchema = configSchemaOf(
	sourceSchemaOf({ array, boolean, literal, strictObject, string, union, url }),
	logKindNames,
	outputsSchema,
);
export type Config = z.output<typeof configSchema>;
export type EnvironmentConfig = Config['environments'][string];
