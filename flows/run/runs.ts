import { HubError } from '../../core/errors.ts';
import type { EventBus, Hints, Vault } from '../../core/ports.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { failpoint } from '../../platform/failpoint.ts';
import type { KnownFlow, KnownFlows } from '../known-flows.ts';
import type { KnownVariables } from '../variables/known-variables.ts';
import { admit, type Wish } from './admit.ts';
import { storedEnd, type RunEnd } from './run-end.ts';
import { runsTopic } from './runner.ts';
import type { Runner } from './runner-shape.ts';
import { requireShallow, subRunOf } from './sub-run.ts';
import { endingOf, numberCalled, runOfTrigger } from './store-runs.ts';

export interface RunRequest {
  readonly spaceId: string;
  readonly flow: string;
  /** The version in use when left out; `draft` as it is now. */
  readonly version?: number | 'draft' | undefined;
  /** Who asks knows the program already. */
  readonly known?: Pick<KnownFlow, 'program' | 'number' | 'draft'> | undefined;
  /** `latest`, or what a published version calls itself. */
  readonly documentVersion?: string | undefined;
  readonly input: unknown;
  readonly trigger: string;
  /** The run that was begun with the same key is the one that is meant. */
  readonly triggerKey?: string | undefined;
  readonly parent?: { readonly runId: string; readonly key: string } | undefined;
}

export interface RunHandle {
  readonly runId: string;
  /** How it ends; null when it has not ended before the signal. */
  end(signal: AbortSignal): Promise<RunEnd | null>;
}

export interface Runs {
  start(request: RunRequest): Promise<RunHandle>;
}

export interface RunsDeps {
  readonly db: Db;
  readonly hints: Hints;
  readonly known: KnownFlows;
  readonly variables: Pick<KnownVariables, 'for'>;
  readonly vault: Pick<Vault, 'seal' | 'open'>;
  readonly events: EventBus<Tx>;
  /** Where this process has none, others take the run up. */
  readonly runner: Runner | null;
}

/** The way to begin a run, whoever asks: REST, an HTTP address, an agent, another flow. */
export const openRuns = ({ db, hints, events, known, variables, runner, vault }: RunsDeps): Runs => {
  const stored = (spaceId: string, runId: string): RunHandle => ({
    runId,
    end: (signal) => untilOver({ db, spaceId, runId, signal }),
  });

  const programFor = async (request: RunRequest): Promise<KnownFlow> => {
    const { spaceId, flow, version, documentVersion, trigger } = request;
    const number =
      documentVersion === undefined || documentVersion === 'latest'
        ? undefined
        : await db.readInSpace(spaceId, (tx) => numberCalled(tx, { spaceId, flow, documentVersion }));
    const found = await known.get(spaceId, flow, version ?? number ?? 'published');
    if (found.state === 'paused' && (version === undefined || trigger === 'flow')) {
      throw new HubError('conflict', `The flow "${flow}" is paused. Let it go on before you run it.`);
    }
    return found;
  };

  return {
    start: async (request) => {
      const { spaceId, flow } = request;
      const { program, number, draft } = request.known ?? (await programFor(request));
      const { document } = program;
      if (runner !== null && document.concurrency === null && request.triggerKey === undefined) {
        const started = await runner.start({
          ...{ spaceId, flow, program },
          version: number ?? 0,
          input: request.input,
          trigger: request.trigger,
          ...(draft !== null && { draft }),
          ...(request.parent !== undefined && { parent: request.parent }),
        });
        failpoint('after_accept');
        return {
          runId: started.runId,
          end: async (signal) => {
            const end = await unlessAborted(started.over, signal);
            if (end !== null) return end;
            return signal.aborted || document.mode === 'fast'
              ? null
              : untilOver({ db, spaceId, runId: started.runId, signal });
          },
        };
      }
      const wish: Wish = {
        ...{ spaceId, flow, program, vault, events },
        variables: await variables.for(spaceId, program),
        version: number ?? 0,
        input: request.input,
        trigger: request.trigger,
        ...(draft !== null && { draft }),
        ...(request.triggerKey !== undefined && { triggerKey: request.triggerKey }),
        ...(request.parent !== undefined && { parent: request.parent }),
      };
      const runId = await db.inSpace(spaceId, async (tx) => {
        tx.afterCommit(() => hints.send(runsTopic));
        const { parent, triggerKey } = request;
        const begun =
          parent === undefined || triggerKey === undefined
            ? null
            : await subRunOf(tx, { ...{ spaceId, flow, triggerKey, vault }, input: request.input });
        if (begun !== null) return begun;
        if (parent !== undefined) await requireShallow(tx, spaceId, parent.runId);
        return (await admit(tx, wish)) ?? (await runOfTrigger(tx, wish));
      });
      failpoint('after_accept');
      if (runId === null) throw new HubError('already_exists', 'This trigger has had its run already.');
      return stored(spaceId, runId);
    },
  };
};

const unlessAborted = <T>(promise: Promise<T>, signal: AbortSignal): Promise<T | null> => {
  if (signal.aborted) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(null);
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
};

interface Waiting {
  readonly db: Db;
  readonly spaceId: string;
  readonly runId: string;
  readonly signal: AbortSignal;
}

/** Of a run that another process may have, or that is parked: its row is looked at, ever less often. */
const untilOver = async ({ db, spaceId, runId, signal }: Waiting): Promise<RunEnd | null> => {
  for (let pause = 5; !signal.aborted; pause = Math.min(pause * 1.5, 500)) {
    const ending = await db.readInSpace(spaceId, (tx) => endingOf(tx, spaceId, runId));
    if (ending !== null) return storedEnd(ending);
    await unlessAborted(new Promise((resolve) => setTimeout(resolve, pause)), signal);
  }
  return null;
};
