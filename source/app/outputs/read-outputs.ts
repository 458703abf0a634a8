import { join } from 'node:path';
import type {
	OutputRate,
	OutputSpec,
	Secret,
	SyslogAddress,
} from '../../findings/outputs/output.ts';
import type { WebhookForm } from '../../findings/outputs/output.ts';
import type { Severity } from '../../findings/rule.ts';
import { msOfUnit } from '../../text/duration.ts';
import { fit } from '../../text/fit.ts';
import { sanitise } from '../../text/sanitise.ts';

/** Messages of one window that go out one by one. */
const rateCountMax = 1_000;
/** Cells of the name of an output. */
const idCellsMax = 120;

/** A secret as the configuration names it. */
type SecretSetting =
	string | { readonly file?: string | undefined; readonly env?: string | undefined };

/** An output as the configuration has it. */
export interface OutputSetting {
	readonly bell?: true | undefined;
	readonly osc?: true | undefined;
	readonly command?: readonly string[] | undefined;
	readonly ndjson?: string | undefined;
	readonly syslog?: string | undefined;
	readonly webhook?: SecretSetting | undefined;
	readonly form?: WebhookForm | undefined;
	readonly routing_key?: Exclude<SecretSetting, string> | undefined;
	readonly min_severity: Severity;
	readonly rules?: readonly string[] | undefined;
	readonly rate: string;
}

/** @param homeDir - what `~` is */
export function readOutputs(
	settings: readonly OutputSetting[],
	homeDir: string,
): readonly OutputSpec[] {
	const names = new Map<string, number>();
	return settings.map(setting => {
		const target = targetOf(setting, homeDir);
		const name = fit(sanitise(nameOf(setting, target).slice(0, 2 * idCellsMax)), idCellsMax);
		const count = (names.get(name) ?? 0) + 1;
		names.set(name, count);
		return {
			// A second one to the same place is another one all the same.
			id: count === 1 ? name : `${name} (${count})`,
			minSeverity: setting.min_severity,
			rules: setting.rules ?? [],
			rate: readRate(setting.rate) ?? { count: 1, withinMs: msOfUnit('h') },
			target,
		};
	});
}

function targetOf(setting: OutputSetting, homeDir: string): OutputSpec['target'] {
	const { bell, command, ndjson, syslog, webhook, form = 'json', routing_key } = setting;
	if (bell !== undefined) {
		return { kind: 'bell' };
	}

	if (command !== undefined) {
		return { kind: 'command', argv: command };
	}

	if (ndjson !== undefined) {
		return { kind: 'ndjson', file: pathOf(ndjson, homeDir) };
	}

	const address = syslog === undefined ? undefined : readSyslogAddress(syslog);
	if (address !== undefined) {
		return { kind: 'syslog', ...address };
	}

	return webhook === undefined
		? { kind: 'osc' }
		: {
				kind: 'webhook',
				url: secretOf(webhook, homeDir),
				form,
				routingKey: routing_key === undefined ? undefined : secretOf(routing_key, homeDir),
			};
}

/** Words of a command but the first may be keys, and so may all of a URL but its host. */
function nameOf({ syslog }: OutputSetting, target: OutputSpec['target']): string {
	switch (target.kind) {
		case 'bell':
		case 'osc':
			return target.kind;
		case 'command':
			return `command ${target.argv[0] ?? ''}`;
		case 'ndjson':
			return `ndjson ${target.file}`;
		case 'syslog':
			return `syslog ${syslog ?? ''}`;
		case 'webhook':
			return `webhook ${placeOf(target.url)}${target.form === 'json' ? '' : ` ${target.form}`}`;
	}
}

/** Where a secret URL goes to, or stands. */
function placeOf(url: Secret): string {
	return 'text' in url
		? new URL(url.text).host
		: 'file' in url
			? `of ${url.file}`
			: `of $${url.env}`;
}

function secretOf(setting: SecretSetting, homeDir: string): Secret {
	if (typeof setting === 'string') {
		return { text: setting };
	}

	return setting.file === undefined
		? { env: setting.env ?? '' }
		: { file: pathOf(setting.file, homeDir) };
}

function pathOf(text: string, homeDir: string): string {
	return text.startsWith('~/') ? join(homeDir, text.slice(2)) : text;
}

/** @param text - `20/h`: a number, and m, h or d; undefined when it is something else */
export function readRate(text: string): OutputRate | undefined {
	const [, number = '', unit = ''] = /^(\d{1,4})\/([mhd])$/.exec(text) ?? [];
	const count = Number(number);
	return count >= 1 && count <= rateCountMax ? { count, withinMs: msOfUnit(unit) } : undefined;
}

/** @param text - `udp://host:514`, `tcp://host:514` or `unix:///path`; undefined when it is something else */
export function readSyslogAddress(text: string): SyslogAddress | undefined {
	const [, path] = /^unix:\/\/(\/[^\0]+)$/.exec(text) ?? [];
	if (path !== undefined) {
		return { transport: 'unix', path };
	}

	const [, transport, host = '', port = '514'] =
		/^(udp|tcp):\/\/([A-Za-z0-9.-]+|\[[\da-fA-F:.]+\])(?::(\d{1,5}))?$/.exec(text) ?? [];
	const number = Number(port);
	return (transport === 'udp' || transport === 'tcp') && number >= 1 && number <= 65_535
		? { transport, host: host.replaceAll(/[[\]]/g, ''), port: number }
		: undefined;
}
