import { HubError } from '../../../core/errors.ts';
import type { Exchange } from '../exchange.ts';
import type { Step } from '../policy.ts';

/** One policy after the other, until one answers. Waits only for what has to be waited for. */
export const runSteps = (exchange: Exchange): Promise<void> | undefined => {
  const { steps } = exchange.pipeline;
  for (let at = 0; at < steps.length; at++) {
    const step = steps[at]?.(exchange);
    if (step === 'answered') return undefined;
    if (step !== undefined) return runOn(exchange, step, at + 1);
  }
  return nobodyAnswered(exchange);
};

const runOn = async (exchange: Exchange, waiting: Promise<Step>, from: number): Promise<void> => {
  const { steps } = exchange.pipeline;
  if ((await waiting) === 'answered') return;
  for (let at = from; at < steps.length; at++) {
    // The client may have gone while a policy waited.
    if (exchange.response.destroyed) return;
    if ((await steps[at]?.(exchange)) === 'answered') return;
  }
  nobodyAnswered(exchange);
};

const nobodyAnswered = ({ pipeline }: Exchange): never => {
  throw new HubError(
    'not_found',
    `No policy of the pipeline "${pipeline.name}" answers this request. Its last one is usually "proxy".`,
  );
};
