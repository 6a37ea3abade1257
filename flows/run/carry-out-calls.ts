import { HubError } from '../../core/errors.ts';
import { without } from '../../core/without.ts';
import type { FlowOperations } from '../../core/flow-ports.ts';
import type { CarryOut, FunctionName } from '../calls/function-call.ts';
import type { Scripts } from '../scripts/scripts.ts';
import { taskFault } from '../engine/fault.ts';
import { effectKey } from './effect-key.ts';
import type { Outside, ProcessWork } from './outside.ts';
import type { Runs } from './runs.ts';

export interface OutsideDeps {
  readonly functions: CarryOut;
  readonly operations: FlowOperations;
  readonly scripts: Scripts;
  /** Known only when everything is wired: flows call flows. */
  readonly runs: () => Runs;
}

/** Calls and processes of runs, each to the part of the hub that carries it out. */
export const openOutside = ({ functions, operations, scripts, runs }: OutsideDeps): Outside => {
  const workflow = async ({ spaceId, runId, command, signal }: ProcessWork) => {
    const { name, version, number, input } = command.with as unknown as {
      readonly name: string;
      readonly version: string;
      /** Of a call: the version that there was when the caller was published. */
      readonly number?: number;
      readonly input: unknown;
    };
    const handle = await runs().start({
      spaceId,
      flow: name,
      input: input ?? {},
      trigger: 'flow',
      // Begun again after a crash or by a retry, it finds the run that it began before; another attempt begins another one.
      triggerKey: effectKey(runId, command.key),
      parent: { runId, key: command.key },
      ...(number === undefined ? { documentVersion: version } : { version: number }),
    });
    if (!command.await) return { output: null };
    const end = await handle.end(signal);
    if (end === null) throw new HubError('cancelled', 'The flow is not waited for any more.');
    if (end.parked !== undefined) {
      const { reason } = end.parked;
      throw taskFault('runtime', `The flow "${name}" was parked: ${reason}`, { run: handle.runId, reason });
    }
    if (end.status === 'completed') return { output: end.output };
    if (end.status === 'cancelled') {
      throw taskFault('runtime', `The flow "${name}" was cancelled.`, { run: handle.runId });
    }
    const { detail, title } = end.error;
    const error = without(end.error, ['type', 'instance', 'detail']);
    throw taskFault('runtime', detail ?? title, { ...error, run: handle.runId, cause: end.error });
  };

  const script = async ({ spaceId, command, signal }: ProcessWork) => {
    const { language, code, arguments: given, stdin, environment } = command.with as Record<string, unknown>;
    const work = scripts.run(
      {
        language: String(language),
        code: String(code),
        arguments: given ?? null,
        stdin:
          stdin === null || stdin === undefined
            ? null
            : typeof stdin === 'string'
              ? stdin
              : JSON.stringify(stdin),
        environment: textsOf(environment),
        owner: spaceId,
      },
      signal,
    );
    if (command.await) return { output: await work };
    // Nobody looks at what comes of it.
    work.catch(() => undefined);
    return { output: null };
  };

  return {
    call: ({ command, ...work }) =>
      command.function === 'operation'
        ? operations.call({
            spaceId: work.spaceId,
            runId: work.runId,
            operation: command.operation ?? '',
            connection: typeof command.connection === 'string' ? command.connection : undefined,
            input: command.with,
            idempotencyKey: work.idempotencyKey,
            signal: work.signal,
          })
        : functions({
            ...work,
            function: command.function as FunctionName,
            with: command.with,
            input: command.input,
            ...(command.subscription !== undefined && { subscription: command.subscription }),
          }),
    process: async (work) => {
      if (work.command.process === 'workflow') return workflow(work);
      if (work.command.process === 'script') return script(work);
      throw taskFault(
        'configuration',
        `The owner of this installation has not allowed flows to run a ${work.command.process}.`,
      );
    },
  };
};

const textsOf = (value: unknown): Record<string, string> => {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, typeof one === 'string' ? one : JSON.stringify(one)]),
  );
};
