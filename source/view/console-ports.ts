import type { SavedSearch } from '../dashboard/layout/searches.ts';
import type { EnvironmentChoice } from '../dashboard/state/state.ts';
import type { Event } from '../dashboard/state/event.ts';
import type { Effect } from '../dashboard/state/effect.ts';
import type { Foot } from '../dashboard/state/foot.ts';
import type { Session } from '../dashboard/state/session.ts';
import type { Layout } from '../dashboard/layout/layout.ts';
import type { Range } from '../dashboard/compose/range.ts';
import type { Scope } from '../dashboard/compose/compose.ts';
import type { Variables } from '../dashboard/compose/variables.ts';
import type { OwnTheme } from '../panels/theme/palettes.ts';
import type { TerminalPort } from './screen/terminal-port.ts';

/** Effects that the console performs itself on its terminal. */
export type ScreenEffect = Extract<
	Effect,
	{ kind: 'copy' | 'mouse' | 'redraw' | 'ring' | 'suspend' | 'edit-elsewhere' | 'quit' }
>;
/** Effects that need the outside world: queries, files, another environment. */
export type WorldEffect = Exclude<Effect, ScreenEffect>;
/** Effects that concern the current environment. */
export type BackendEffect = Exclude<WorldEffect, { kind: 'open-environment' }>;

/** What the console is started with. */
export interface ConsoleSetup {
	readonly environment: string;
	/** Flags with which a command reads what the console shows. */
	readonly shellArguments?: readonly string[] | undefined;
	/** Keys by the names of actions; undefined: those that come with it. */
	readonly keys?: Readonly<Record<string, readonly string[]>> | undefined;
	/** The environments that the user can open. */
	readonly environments?: readonly EnvironmentChoice[] | undefined;
	readonly scope: Scope | undefined;
	/** Alias by account id. */
	readonly aliases?: Readonly<Record<string, string>> | undefined;
	readonly layouts: readonly Layout[];
	/** Saved searches, for the query bar and the palette. */
	readonly searches?: readonly SavedSearch[] | undefined;
	readonly dashboard: string | undefined;
	readonly range: Range | undefined;
	readonly variables: Variables | undefined;
	readonly session: Partial<Session> | undefined;
	/** What stands below the keys at first. */
	readonly foot?: Foot | undefined;
	/** IANA name. */
	readonly localZone: string;
	/** The value of `--color`. */
	readonly color: string;
	/** Of `--theme`; undefined: the session's, else that of the configuration. */
	readonly theme: string | undefined;
	readonly themeDefault: string;
	readonly ownThemes?: readonly OwnTheme[] | undefined;
	readonly ascii: boolean;
	/** The font of the terminal has no braille. */
	readonly noBraille?: boolean | undefined;
	/** Whether the mouse is the console's, or the terminal's, which selects text with it. */
	readonly mouse: boolean;
	/** The link is slow: fewer frames, and no picture that takes many bytes. */
	readonly slow?: boolean | undefined;
	/** TERM, COLORTERM, NO_COLOR, the locale. */
	readonly env: Readonly<Record<string, string | undefined>>;
}

/** What an editor left: a text, or why there is none. */
export interface Edited {
	readonly text: string | undefined;
	readonly error: string | undefined;
}

export interface ConsolePorts {
	readonly terminal: TerminalPort;
	/** Aborted when the program must end. */
	readonly signal: AbortSignal;
	/** The wall clock, ms since the epoch. */
	nowMs(): number;
	/** A clock that nobody sets, in ms. */
	steadyMs(): number;
	/** Called once; from then on events may be sent to the console. */
	start(dispatch: (event: Event) => void): void;
	perform(effect: WorldEffect): void;
	/** Opens a text in the user's editor, which has the terminal meanwhile. */
	edit(text: string): Promise<Edited>;
}
