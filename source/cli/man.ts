import { exitCode } from '../app/ports.ts';
import { version } from '../app/version.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import { manPage } from './man-page.ts';

/** Prints the manual page, made from the same tables as the help. */
export const manCommand: Command = {
	help: helpOf('man'),
	async run(_args, ports) {
		await ports.out(manPage(version));
		return exitCode.rows;
	},
};
