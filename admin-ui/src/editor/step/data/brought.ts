import { isRecord } from '../../../schema-form/settle.ts';
import type { FlowShape, Step } from '../../document/flow-shape.ts';
import type { Seen } from '../expression/evaluate.ts';
import { evaluateOnce } from '../expression/evaluate-once.ts';
import { namesAt } from '../expression/surroundings.ts';
import { expressionIn } from '../expression/template.ts';
import { stepsAround } from '../block-of.ts';

/** A failure as a `catch` gets it. */
const failure = {
  type: 'https://serverlessworkflow.io/spec/1.0.0/errors/communication',
  status: 503,
  title: 'Communication error',
  detail: 'The server did not answer',
  instance: '/do/0/step',
};

const textOr = (value: unknown, usual: string): string => (typeof value === 'string' ? value : usual);

/** What loops and catches around a place put into their variables, as far as a sample tells: the first time round. */
export const broughtTo = (
  place: string,
  shape: FlowShape,
  seenBy: (step: Step) => Seen | null,
): Readonly<Record<string, unknown>> => {
  const brought: Record<string, unknown> = {};
  for (const name of namesAt(shape.value, `${place}/with`)) brought[name] = null;
  for (const step of stepsAround(shape, place)) {
    const { for: loop, catch: caught, foreach } = step.task;
    if (isRecord(loop) && typeof loop['in'] === 'string') {
      const seen = seenBy(step);
      const source = expressionIn(loop['in']) ?? loop['in'].trim();
      const around = { stage: 'definition', names: namesAt(shape.value, step.place) } as const;
      const items = seen === null ? null : evaluateOnce(`first((${source})[])`, { around, seen });
      brought[textOr(loop['each'], 'item')] = items?.kind === 'value' ? items.value : null;
      brought[textOr(loop['at'], 'index')] = 0;
    }
    if (isRecord(foreach)) brought[textOr(foreach['at'], 'index')] = 0;
    if (isRecord(caught) && place.startsWith(`${step.place}/catch/`))
      brought[textOr(caught['as'], 'error')] = failure;
  }
  return brought;
};
