/** The configuration cannot be used; each fault names file, line and key. */
export class ConfigError extends Error {
	override readonly name = 'ConfigError';
}
