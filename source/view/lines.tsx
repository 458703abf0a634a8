import { memo } from 'react';
import { Box, Text } from 'ink';
import type { Line } from '../panels/span.ts';
import { paint } from './paint.ts';
import type { Theme } from './theme.ts';

export interface LinesProps {
	readonly lines: readonly Line[];
	readonly theme: Theme;
}

/**
 * Lines below each other, with one `<Text>` per line, because a text of several lines would be cut
 * to one.
 */
export const Lines = memo(function Lines({ lines, theme }: LinesProps) {
	return (
		<Box flexDirection="column">
			{lines.map((line, row) => (
				<Text key={row} wrap="truncate">
					{paint(line, theme) || ' '}
				</Text>
			))}
		</Box>
	);
});
