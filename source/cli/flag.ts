/** One flag of the command line: parsing, help and shell completion are printed from this table. */
export interface Flag {
	readonly name: string;
	readonly type: 'string' | 'boolean';
	readonly multiple?: boolean;
	/** What stands for the value in help. */
	readonly value?: string;
	readonly choices?: readonly string[];
	readonly help: string;
	readonly group: 'environment' | 'time' | 'filter' | 'output' | 'source' | 'screen' | 'other';
	/** Commands that take it; `console` is trailtop without a command. */
	readonly commands: readonly string[];
}
