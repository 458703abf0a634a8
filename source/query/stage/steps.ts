import { applyExtraction, type Extracted, type ExtractionRule } from '../frame/extraction.ts';
import type { Frame } from '../frame/frame.ts';
import type { RowStep } from './stage-spec.ts';

/** A step that defines fields on the frame, or narrows its rows. */
export function definingStep(names: readonly string[], run: (frame: Frame) => void): RowStep {
	return {
		run: frame => {
			run(frame);
			return frame;
		},
		made: () => names,
	};
}

/** A step that extracts values from a text and drops the rows without one, as `rule` says. */
export function extractionStep(
	names: readonly string[],
	rule: ExtractionRule,
	extract: (frame: Frame) => readonly Extracted[],
): RowStep {
	return definingStep(names, frame => {
		applyExtraction(frame, extract(frame), rule);
	});
}
