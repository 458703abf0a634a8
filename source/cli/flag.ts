/** One flag of the command line: parsing, help and shell completion are printed from this table. */
export interface Flag {
	readonly name: string;
	readonly type: 'string' | 'boolean';
	readonly multiple?: boolean;
	/** What stands for the value in help. */
	readonly value?: string;
	readonly choices?: readonly string[];
	readonly help: string;
	/** Commands that take it; `console` is trailtop without a command. */
	readonly commands: readonly string[];
}

/** A flag as it is written, `env NAME`; one without a value is on or off. */
export function flag(
	syntax: string,
	commands: readonly string[],
	help: string,
	more: Pick<Flag, 'multiple' | 'choices'> = {},
): Flag {
	const [name = '', value] = syntax.split(' ');
	return value === undefined
		? { name, type: 'boolean', commands, help }
		: { name, type: 'string', value, commands, help, ...more };
}
