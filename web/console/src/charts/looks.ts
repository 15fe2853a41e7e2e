// How lines are told apart: tone, dash and letter together.
import type { Colour } from './palette';

export const COLOURS: readonly Colour[] = ['ink-1', 'ink-2', 'ink-3', 'ink-4'];
export const DASHES: readonly number[][] = [[], [7, 3], [2, 3], [10, 3, 2, 3]];
