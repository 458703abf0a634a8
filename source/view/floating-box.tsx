import { Box } from 'ink';
import type { Floating } from '../dashboard/screen/floating.ts';
import { Lines } from './lines.tsx';
import type { Theme } from './theme.ts';

/** A menu, a text box or completions, drawn over everything else. */
export function FloatingBox({ box, theme }: { readonly box: Floating; readonly theme: Theme }) {
	return (
		<Box
			position="absolute"
			marginLeft={box.rect.x}
			marginTop={box.rect.y}
			width={box.rect.widthCells}
			height={box.rect.heightCells}
		>
			<Lines lines={box.lines} theme={theme} />
		</Box>
	);
}
