import type { Value } from '../query/value.ts';
import { sanitise } from '../text/sanitise.ts';

/** Alias by account id. */
export type Aliases = Readonly<Record<string, string>>;

const accountColumn = /(?:^|[._])(?:aws_?)?account(?:_?id)?$|accountid$/i;

/** Whether the values of a column are account ids: `account`, `_account`, `recipientAccountId`. */
export function isAccountColumn(title: string): boolean {
	return accountColumn.test(title);
}

/**
 * The alias of the account in a cell; undefined when the column has no accounts, or this account
 * has no alias.
 */
export function accountName(
	value: Value | undefined,
	title: string,
	aliases: Aliases | undefined,
): string | undefined {
	if (aliases === undefined || value === null || value === undefined || !isAccountColumn(title)) {
		return undefined;
	}

	const id = String(value);
	return Object.hasOwn(aliases, id) ? sanitise(aliases[id] ?? id) : undefined;
}

/** How the titles of a result's columns are named. */
export interface TitleNaming {
	readonly aliases?: Aliases | undefined;
	/** The field whose values became the titles, as by a transpose; undefined for none. */
	readonly titleField?: string | undefined;
}

/**
 * The alias of the account whose id is the title of a column; undefined when titles are not
 * accounts. The title alone does not show that, because a caller without a name is also shown by
 * its account's id.
 */
export function titleAccountName(
	title: string,
	{ aliases, titleField = '' }: TitleNaming,
): string | undefined {
	return accountName(title, titleField, aliases);
}
