import { toHubError } from '../../http/problem.ts';
import type { Exchange } from '../exchange.ts';
import type { Found } from '../match/path-tree.ts';
import type { CompiledPipeline, StepParts } from '../pipeline.ts';
import type { Handler, Step } from '../policy.ts';
import type { SpaceRoutes } from '../run/table.ts';

/** What became of one step. */
export interface TracedStep {
  readonly policy: string;
  /** JSON pointer of the step in the pipeline's document. */
  readonly at: string;
  /** `skipped`: its condition did not hold. */
  outcome: 'passed' | 'skipped' | 'answered' | 'refused' | 'not reached';
  ms: number;
  /** Why it refused. */
  message: string | null;
}

/** One request as it went; filled in as it goes. */
export interface Trace {
  pipeline: CompiledPipeline | null;
  exchange: Exchange | null;
  endpoint: string | null;
  readonly steps: TracedStep[];
}

export const openTrace = (): Trace => ({ pipeline: null, exchange: null, endpoint: null, steps: [] });

/**
 * A space whose requests leave a trace. The handlers are those that requests run, with all that they remember; only who calls
 * them differs, so that requests that nobody traces pay nothing.
 */
export const tracedSpace = (space: SpaceRoutes, trace: Trace): SpaceRoutes => ({
  ...space,
  hosts: { find: (host, method, path) => traced(space.hosts.find(host, method, path), trace) },
});

const traced = (found: Found, trace: Trace): Found => {
  if (found === null || !('endpoint' in found)) return found;
  const { pipeline, name } = found.endpoint;
  trace.pipeline = pipeline;
  trace.endpoint = name;
  const steps = (pipeline.parts ?? []).map((parts) => tracedHandler(parts, trace));
  return { ...found, endpoint: { ...found.endpoint, pipeline: { ...pipeline, steps } } };
};

const tracedHandler = ({ policy, at, test, handler }: StepParts, trace: Trace): Handler => {
  const step: TracedStep = { policy, at, outcome: 'not reached', ms: 0, message: null };
  trace.steps.push(step);
  return async (exchange): Promise<Step> => {
    trace.exchange = exchange;
    const startedAt = performance.now();
    try {
      if (test !== null && !(await test(exchange))) {
        step.outcome = 'skipped';
        return undefined;
      }
      const done = await handler(exchange);
      step.outcome = done === 'answered' ? 'answered' : 'passed';
      return done;
    } catch (error) {
      step.outcome = 'refused';
      step.message = toHubError(error).message;
      throw error;
    } finally {
      step.ms = performance.now() - startedAt;
    }
  };
};
