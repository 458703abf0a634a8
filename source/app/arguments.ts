/** A parsed command line. Flags that were not given are absent. */
export interface Arguments {
	readonly command: string;
	readonly input: readonly string[];
	readonly strings: Readonly<Record<string, string>>;
	readonly lists: Readonly<Record<string, readonly string[]>>;
	readonly switches: Readonly<Record<string, boolean>>;
}

/** The sources that the command line names, by `--from`. */
export function fromsOf({ strings, lists }: Arguments): readonly string[] {
	return lists['from'] ?? (strings['from'] === undefined ? [] : [strings['from']]);
}

/** A mistake on the command line: what was found and what to write instead. */
export class UsageError extends Error {
	override readonly name = 'UsageError';
}

/**
 * The value of `--format`, which must be one of those that the command has. The default is the
 * first.
 */
export function formatOf<Format extends string>(
	{ command, strings }: Arguments,
	formats: readonly [Format, ...Format[]],
): Format {
	const text = strings['format'] ?? formats[0];
	const format = formats.find(known => known === text);
	if (format === undefined) {
		const known = formats.join(formats.length === 2 ? ' or ' : ', ');
		throw new UsageError(`--format of ${command} is ${known}; found "${text}"`);
	}

	return format;
}
