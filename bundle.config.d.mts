import type { BuildOptions, Plugin } from 'esbuild';

export const withoutDevtools: Plugin;
export const withBoundedInk: Plugin;
export const bundleOptions: BuildOptions;
