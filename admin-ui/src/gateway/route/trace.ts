import type { TriedRequest } from '../../api/shapes.ts';
import type { PipelineStep } from '../document/pipeline-steps.ts';
import type { Tone } from '../../show/state-mark.tsx';

export type TracedStep = TriedRequest['steps'][number];

export const outcomeTones: Readonly<Record<TracedStep['outcome'], Tone>> = {
  passed: 'success',
  skipped: 'quiet',
  answered: 'live',
  refused: 'failed',
  'not reached': 'quiet',
};

export const outcomeWords = {
  passed: 'gateway.outcome.passed',
  skipped: 'gateway.outcome.skipped',
  answered: 'gateway.outcome.answered',
  refused: 'gateway.outcome.refused',
  'not reached': 'gateway.outcome.notReached',
} as const;

/** What a try says of the steps that are shown; nothing where these are not those that it went through. */
export const traceOf = (
  tried: TriedRequest | null,
  name: string,
  steps: readonly PipelineStep[],
): readonly TracedStep[] =>
  tried !== null &&
  tried.pipeline === name &&
  tried.steps.length === steps.length &&
  tried.steps.every(({ policy }, at) => steps[at]?.policy === policy)
    ? tried.steps
    : [];
