import { Box } from 'ink';
import type { Line } from '../panels/span.ts';
import { Lines } from './lines.tsx';
import type { Theme } from './theme.ts';

/** Brand, dashboards and state; under it where one is, the range and the filters. */
export function Header({
	lines,
	theme,
}: {
	readonly lines: readonly Line[];
	readonly theme: Theme;
}) {
	return (
		<Box height={2}>
			<Lines lines={lines} theme={theme} />
		</Box>
	);
}
