import manifest from '../../package.json' with { type: 'json' };

/** Of package.json. */
export const version: string = manifest.version;
