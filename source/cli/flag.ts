/** One flag of the command line. Parsing, help and shell completion all use this table. */
export interface Flag {
	readonly name: string;
	readonly type: 'string' | 'boolean';
	readonly multiple: boolean;
	/** The name of the value in help; undefined for a flag that is on or off. */
	readonly value: string | undefined;
	readonly choices: readonly string[] | undefined;
	readonly help: string;
	/** Commands that accept it; `console` is trailtop without a command. */
	readonly commands: readonly string[];
}

/**
 * Describes a flag. `syntax` is `env NAME`, or `var NAME=VALUE ...` when it may be given again; a
 * flag without a value is on or off.
 */
export function flag(
	syntax: string,
	commands: readonly string[],
	help: string,
	choices?: readonly string[],
): Flag {
	const [name = '', value, again] = syntax.split(' ');
	const type = value === undefined ? 'boolean' : 'string';
	return { name, type, value, multiple: again === '...', choices, help, commands };
}
