import type { Command } from './command.ts';

/** Loads a command. */
export async function loadCommand(name: string): Promise<Command> {
	switch (name) {
		case 'ingest': {
			return (await import('./ingest.ts')).ingestCommand;
		}

		case 'query': {
			return (await import('./query.ts')).queryCommand;
		}

		case 'show': {
			return (await import('./show.ts')).showCommand;
		}

		case 'export': {
			return (await import('./export.ts')).exportCommand;
		}

		case 'why': {
			return (await import('./why.ts')).whyCommand;
		}

		case 'damaged': {
			return (await import('./damaged.ts')).damagedCommand;
		}

		case 'verify': {
			return (await import('./verify.ts')).verifyCommand;
		}

		case 'init': {
			return (await import('./init.ts')).initCommand;
		}

		case 'doctor': {
			return (await import('./doctor.ts')).doctorCommand;
		}

		case 'template': {
			return (await import('./template.ts')).templateCommand;
		}

		case 'threats': {
			return (await import('./threats.ts')).threatsCommand;
		}

		case 'geo': {
			return (await import('./geo.ts')).geoCommand;
		}

		case 'store': {
			return (await import('./store.ts')).storeCommand;
		}

		case 'layout': {
			return (await import('./layout-command.ts')).layoutCommand;
		}

		case 'config': {
			return (await import('./config-command.ts')).configCommand;
		}

		case 'completion': {
			return (await import('./completion.ts')).completionCommand;
		}

		case 'paths': {
			return (await import('./paths.ts')).pathsCommand;
		}

		case 'help': {
			return (await import('./help-command.ts')).helpCommand;
		}

		default: {
			return (await import('./console.ts')).consoleCommand;
		}
	}
}
