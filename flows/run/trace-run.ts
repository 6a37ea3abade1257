import { AsyncLocalStorage } from 'node:async_hooks';
import { HubError } from '../../core/errors.ts';
import type { Telemetry } from '../../platform/telemetry.ts';
import type { LiveRun } from './live-run-shape.ts';
import type { Outside, CallResult } from './outside.ts';
import { statusOfEnd, type RunEnd } from './run-end.ts';

export interface TracedRun {
  readonly run: LiveRun;
  /** Its time in this process is over; with nothing it was parked or given up here. */
  left(end: RunEnd | null): void;
}

/** Only where there is a collector: without one nothing of this is made. */
export interface RunTracer {
  /** A span from where the run comes into memory to where it leaves it, around all that it does meanwhile. */
  follow(run: LiveRun, fields: Readonly<Record<string, string>>): TracedRun;
  /** A span for each thing that is done outside, within that of its run. */
  traced(outside: Outside): Outside;
}

export const openRunTracer = (telemetry: Pick<Telemetry, 'span'>): RunTracer => ({
  follow: (run, fields) => {
    const over = Promise.withResolvers<RunEnd | null>();
    let within = (work: () => void): void => work();
    const begin = (work: () => void): void => {
      telemetry
        .span('flow.run', { kind: 'internal', fields }, async (span) => {
          // What comes later, from a timer of the process or from another run, belongs to this span as well.
          within = AsyncLocalStorage.snapshot();
          work();
          const end = await over.promise;
          span.set({ 'flow.status': end === null ? 'waiting' : statusOfEnd(end) });
          if (end?.status === 'faulted') throw new HubError('flow_faulted', 'The run failed.');
        })
        .catch(() => undefined);
    };
    return {
      left: over.resolve,
      run: {
        ...run,
        begin: (input, row) => {
          const begun = Promise.withResolvers<void>();
          begin(() => void run.begin(input, row).then(begun.resolve, begun.reject));
          return begun.promise;
        },
        resume: (past) => begin(() => run.resume(past)),
        arrive: (arrival) => {
          let answer: ReturnType<LiveRun['arrive']> = 'kept';
          within(() => {
            answer = run.arrive(arrival);
          });
          return answer;
        },
        cancel: (reason) => within(() => run.cancel(reason)),
        suspend: () => within(run.suspend),
      },
    };
  },
  traced: (outside) => {
    const span = (name: string, place: string, work: () => Promise<CallResult>): Promise<CallResult> =>
      telemetry.span(`flow.${name}`, { kind: 'internal', fields: { 'flow.task': place } }, work);
    return {
      call: (work) => span('call', work.command.place, () => outside.call(work)),
      process: (work) => span(work.command.process, work.command.place, () => outside.process(work)),
    };
  },
});
