import { startEarly } from '../app/workers/worker-process.ts';
import type { Command } from './command.ts';

/** Loads each command only when it is called. */
const loaders: Readonly<Record<string, () => Promise<Command>>> = {
	ingest: async () => (await import('./ingest.ts')).ingestCommand,
	query: async () => (await import('./query.ts')).queryCommand,
	show: async () => (await import('./show.ts')).showCommand,
	export: async () => (await import('./export.ts')).exportCommand,
	detect: async () => (await import('./detect.ts')).detectCommand,
	story: async () => (await import('./story.ts')).storyCommand,
	report: async () => (await import('./report.ts')).reportCommand,
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
	man: async () => (await import('./man.ts')).manCommand,
	paths: async () => (await import('./paths.ts')).pathsCommand,
	tour: async () => {
		startEarly();
		return (await import('./tour.ts')).tourCommand;
	},
	help: async () => (await import('./help-command.ts')).helpCommand,
	console: async () => {
		startEarly();
		return (await import('./console.ts')).consoleCommand;
	},
};

/** Loads a command, which must exist. */
export async function loadCommand(name: string): Promise<Command> {
	const load = loaders[name];
	if (load === undefined) {
		throw new Error(`no command is written for "${name}"`);
	}

	return await load();
}
