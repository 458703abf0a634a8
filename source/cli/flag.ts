/** One flag of the command line: parsing, help and shell completion are printed from this table. */
export interface Flag {
	readonly name: string;
	readonly type: 'string' | 'boolean';
	readonly multiple: boolean;
	/** What stands for the value in help. */
	readonly value: string | undefined;
	readonly choices: readonly string[] | undefined;
	readonly help: string;
	/** Commands that take it; `console` is trailtop without a command. */
	readonly commands: readonly string[];
}

/**
 * A flag as it is written, `env NAME`, or `var NAME=VALUE ...` where it may be given again; one
 * without a value is on or off.
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
