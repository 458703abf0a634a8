import { Box } from 'ink';
import { Lines } from './lines.tsx';
import type { LinesProps } from './lines.tsx';

/**
 * The header: brand, dashboards and state, and under it the range and the filters, and what is wrong now. The footer: the
 * query of the panel, or the query bar's last line, and below it the keys.
 */
export function FixedLines({ lines, theme }: LinesProps) {
	return (
		<Box height={lines.length}>
			<Lines lines={lines} theme={theme} />
		</Box>
	);
}
