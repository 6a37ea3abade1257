import type { Changed } from '../flow-editor.ts';
import { readFlowText, type FlowText } from './flow-text.ts';
import type { TextMistake } from './flow-shape.ts';

/** A flow after an edit: as the edit has read it already to see that it says what was meant, or read now. */
export const readChanged = ({ text, flow }: Changed, before?: FlowText): FlowText | TextMistake =>
  flow?.text === text ? flow : readFlowText(text, before);
