import { forms } from './forms.ts';

/** What holds for all forms. */
const rules = [
	'A time without a zone is by the clock that is shown: UTC or local in the console (`u`), and in commands that of',
	'`time_zone` in config.yaml, else UTC. Where a clock shows an hour twice, a range begins with the first and ends with',
	'the second; an hour that it skips is no time. Ranges hold their first instant and not their last. `--since` begins',
	'with a day or month that it names, `--until` ends where it begins; with `--until` that is the “now” of `--since`.',
	'A `--since` of two ends needs no `--until`.',
].join(' ');

/** The forms of a time, for a terminal. */
export function printForms(): string {
	const lines = forms.flatMap(({ examples, means }) => [
		`  ${examples.join(' · ')}`,
		`      ${means}`,
	]);
	const sentences = rules.split(/(?<=\.) /).map(sentence => `  ${sentence}`);
	return [
		'Times, as `t` in the console, --since, --until, `range` of a dashboard and from=( ) of a subquery take them',
		'',
		...lines,
		'',
		...sentences,
		'',
	].join('\n');
}

/** The same for the README. */
export function formsMarkdown(): string {
	const rows = forms.map(
		({ examples, means }) =>
			`| ${examples.map(example => `\`${example}\``).join(' ')} | ${means} |`,
	);
	return ['| Written | Means |', '| --- | --- |', ...rows, '', rules].join('\n');
}
