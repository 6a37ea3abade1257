import type { FlowText } from '../document/flow-text.ts';
import { readChanged } from '../document/read-changed.ts';
import type { FlowShape, Step } from '../document/flow-shape.ts';
import { setValue } from '../document/set-value.ts';
import { wrapSteps } from '../document/wrap-steps.ts';
import type { Changed } from '../flow-editor.ts';
import { stepsAround } from './block-of.ts';

/** The `try` that a step is tried by; null where nothing catches its failures. */
export const guardOf = (shape: FlowShape, place: string): Step | null =>
  stepsAround(shape, place).findLast(
    ({ kind, place: own }) => kind === 'try' && place.startsWith(`${own}/try/`),
  ) ?? null;

/** Three attempts, the second after a second: what helps against most of what passes by itself. */
const policy = {
  errors: { with: { status: 503 } },
  retry: {
    delay: { seconds: 1 },
    backoff: { exponential: {} },
    limit: { attempt: { count: 3 } },
  },
};

/** Puts a step into a `try` that tries it again, and opens that one. */
export const retryStep = (flow: FlowText, place: string): Changed => {
  const wrapped = wrapSteps(flow, [place], 'try');
  const read = readChanged(wrapped, flow);
  const [outer] = wrapped.chosen ?? [];
  if (wrapped.refused !== undefined || !('shape' in read) || outer === undefined) return wrapped;
  // Taken out and put in: what was empty would be written in one line.
  const bare = readChanged(setValue(read, `${outer}/catch`, undefined), read);
  if (!('shape' in bare)) return wrapped;
  return { ...wrapped, ...setValue(bare, `${outer}/catch`, policy), chosen: [outer] };
};
