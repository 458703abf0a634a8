import { Box } from 'ink';
import { Lines } from './lines.tsx';
import type { LinesProps } from './lines.tsx';

/**
 * The header: brand, dashboards and state, and under it the range and the filters. The footer: the
 * query of the panel, or the query bar's last line, and below it the keys.
 */
export function TwoLines({ lines, theme }: LinesProps) {
	return (
		<Box height={2}>
			<Lines lines={lines} theme={theme} />
		</Box>
	);
}
