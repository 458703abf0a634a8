import { Box } from 'ink';
import type { Line } from '../panels/span.ts';
import { Lines } from './lines.tsx';
import type { Theme } from './theme.ts';

/** Two lines across the screen: the header above the panels, the footer under them. */
export function Bar({ lines, theme }: { readonly lines: readonly Line[]; readonly theme: Theme }) {
	return (
		<Box height={2}>
			<Lines lines={lines} theme={theme} />
		</Box>
	);
}
