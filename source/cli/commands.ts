import type { Command } from './command.ts';

/** How each command is loaded: one that is not asked for costs nothing. */
const loaders: Readonly<Record<string, () => Promise<Command>>> = {
	console: async () => (await import('./console.ts')).consoleCommand,
	ingest: async () => (await import('./ingest.ts')).ingestCommand,
	query: async () => (await import('./query.ts')).queryCommand,
	show: async () => (await import('./show.ts')).showCommand,
	export: async () => (await import('./export.ts')).exportCommand,
	why: async () => (await import('./why.ts')).whyCommand,
	damaged: async () => (await import('./damaged.ts')).damagedCommand,
	verify: async () => (await import('./verify.ts')).verifyCommand,
	init: async () => (await import('./init.ts')).initCommand,
	doctor: async () => (await import('./doctor.ts')).doctorCommand,
	template: async () => (await import('./template.ts')).templateCommand,
	threats: async () => (await import('./threats.ts')).threatsCommand,
	geo: async () => (await import('./geo.ts')).geoCommand,
	store: async () => (await import('./store.ts')).storeCommand,
	layout: async () => (await import('./layout-command.ts')).layoutCommand,
	config: async () => (await import('./config-command.ts')).configCommand,
	completion: async () => (await import('./completion.ts')).completionCommand,
	paths: async () => (await import('./paths.ts')).pathsCommand,
	help: async () => (await import('./help-command.ts')).helpCommand,
};

/** Loads a command that the table of commands names. */
export async function loadCommand(name: string): Promise<Command> {
	const load = loaders[name];
	if (load === undefined) {
		throw new TypeError(`the command "${name}" has no module`);
	}

	return load();
}
