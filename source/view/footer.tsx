import { Box } from 'ink';
import type { Line } from '../panels/span.ts';
import { Lines } from './lines.tsx';
import type { Theme } from './theme.ts';

/** The query of what is shown, or the line one types in; under it the keys. */
export function Footer({
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
