import type { IncomingMessage } from 'node:http';
import type { OperationCaller } from '../connectors/call/call-operation.ts';
import type { Caller } from '../core/caller.ts';
import type { OpenApiPort, RunWatch } from '../core/flow-ports.ts';
import type { Clock, EventBus, Hints, Log, Running, Subscription, Vault } from '../core/ports.ts';
import type { OwnKafka } from '../flows/calls/asyncapi/own-kafka.ts';
import { openFunctionCalls } from '../flows/calls/open-function-calls.ts';
import { flowHandler, httpPrefix, type FlowHandler } from '../flows/http/answer.ts';
import { openFlowRoutes } from '../flows/http/routes.ts';
import { programOfRun } from '../flows/program-of-run.ts';
import { runOperations } from '../flows/run-operations.ts';
import { retryPortionJob, retryPortionName } from '../flows/retries/retry-portion.ts';
import { openOutside } from '../flows/run/carry-out-calls.ts';
import { openRunMeter } from '../flows/run/meter.ts';
import { flowSubscription } from '../flows/run/on-event.ts';
import { startRunner } from '../flows/run/runner.ts';
import type { Runner } from '../flows/run/runner-shape.ts';
import { openRuns, type Runs } from '../flows/run/runs.ts';
import { startSchedules } from '../flows/run/schedules.ts';
import { openRunTracer } from '../flows/run/trace-run.ts';
import { openRunWatch } from '../flows/run/watch-run.ts';
import { openScripts } from '../flows/scripts/scripts.ts';
import type { Db, Tx } from '../platform/db/open.ts';
import type { Egress } from '../platform/egress/egress.ts';
import { openJobs } from '../platform/jobs/queue.ts';
import type { JobDefinition } from '../platform/jobs/run-one.ts';
import type { HubOperation } from '../platform/invoke/context.ts';
import type { Invoke } from '../platform/invoke/invoker.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Telemetry } from '../platform/telemetry.ts';
import { openFlowCalls } from './flow-calls.ts';
import type { Flows } from './flows.ts';
import type { Lifecycle } from './lifecycle.ts';

export interface FlowRunParts {
  readonly db: Db;
  readonly hints: Hints;
  readonly events: EventBus<Tx>;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
  readonly lifecycle: Lifecycle;
  readonly egress: Egress;
  readonly caller: OperationCaller;
  readonly flows: Flows;
  readonly metrics: Metrics;
  /** Only where there is a collector. */
  readonly telemetry: Telemetry | undefined;
  readonly allOperations: () => readonly HubOperation[];
  readonly invoke: () => Invoke;
  /** This process takes runs. */
  readonly works: boolean;
  readonly leaseMs: number;
  readonly drainMs: number;
  /** Of the hub's own events, where they go by Kafka. */
  readonly brokers: readonly string[] | undefined;
}

export interface FlowRuns {
  readonly operations: HubOperation[];
  readonly runs: Runs;
  readonly jobs: ReadonlyMap<string, JobDefinition>;
  readonly subscription: Subscription<Tx>;
  readonly watch: RunWatch;
  startSchedules(): Running;
  /** For the gateway: what it hands over unread. */
  prefixes(callerOf: (request: IncomingMessage) => Promise<Caller>): ReadonlyMap<string, FlowHandler>;
}

/** Runs of flows: who begins them, who carries out what they call, and where they are kept. */
export const startFlowRuns = async (parts: FlowRunParts): Promise<FlowRuns> => {
  const { db, hints, events, vault, clock, log, lifecycle, egress, caller, flows } = parts;
  const { known, secrets, variables } = flows;
  const scripts = await lifecycle.start('scripts', async () => openScripts({ log }));
  let byName: ReadonlyMap<string, HubOperation> | undefined;
  const ownOperations = (): ReadonlyMap<string, HubOperation> =>
    (byName ??= new Map(parts.allOperations().map((one) => [one.name, one])));
  const operations = openFlowCalls({
    caller,
    invoke: parts.invoke,
    operations: ownOperations,
  });
  const meter = openRunMeter(parts.metrics, () => clock.monotonic());
  const tracer = parts.telemetry === undefined ? undefined : openRunTracer(parts.telemetry);
  const plain = openOutside({
    functions: openFunctionCalls({
      ...{ egress, openApi: documentRequests({ egress, clock }), clock, log },
      ownKafka: parts.brokers === undefined ? null : ownKafka(parts.brokers, log),
    }),
    operations,
    scripts,
    runs: () => opened,
  });
  const measured = meter.measured(plain);
  const outside = tracer?.traced(measured) ?? measured;
  const runner: Runner | null = !parts.works
    ? null
    : await lifecycle.start('runs', () =>
        startRunner({
          ...{
            db,
            events,
            hints,
            clock,
            log,
            outside,
            vault,
            variables,
            meter,
            tracer,
            leaseMs: parts.leaseMs,
            drainMs: parts.drainMs,
          },
          programOf: (run) => programOfRun(known, run),
          secretsOf: (spaceId, names) => secrets.values(spaceId, names),
        }),
      );
  parts.metrics.gauge('hub_flow_runs_live', 'Runs in the memory of this process.', () => runner?.live() ?? 0);
  const opened: Runs = openRuns({ db, hints, events, known, variables, runner, vault });
  const routes = await lifecycle.start('addresses of flows', async () => {
    const table = openFlowRoutes({ db, hints, clock, log, known });
    return { ...table, stop: async () => table.close() };
  });
  const jobs = openJobs({ hints });
  return {
    operations: runOperations({
      ...{ runs: opened, hints, events, jobs, db, known, secrets, variables, resources: flows.resources },
      writes: (name) => {
        const own = ownOperations().get(name);
        return own !== undefined && own.hints.readOnly !== true;
      },
    }),
    runs: opened,
    jobs: new Map([[retryPortionName, retryPortionJob({ db, hints, jobs, clock })]]),
    subscription: flowSubscription({ known, variables, hints, events, log, vault }),
    watch: openRunWatch({ db }),
    startSchedules: () => startSchedules({ db, hints, events, clock, log, known, variables, vault }),
    prefixes: (callerOf) => new Map([[httpPrefix, flowHandler({ routes, runs: opened, callerOf })]]),
  };
};

/** What reads OpenAPI documents is loaded when a flow names the first one. */
const documentRequests = (deps: { readonly egress: Egress; readonly clock: Clock }): OpenApiPort => {
  let opened: OpenApiPort | undefined;
  return {
    prepare: async (call) => {
      const { openDocumentRequests } = await import('../connectors/call/document-call.ts');
      return (opened ??= openDocumentRequests(deps)).prepare(call);
    },
  };
};

/** The cluster's id is asked for once: it never changes. */
const ownKafka = (brokers: readonly string[], log: Log): OwnKafka => {
  let asked: Promise<string> | undefined;
  const ask = async (): Promise<string> => {
    const { clusterIdOf } = await import('../platform/kafka.ts');
    return clusterIdOf({ brokers, log });
  };
  return {
    brokers,
    clusterId: () => {
      const mine = (asked ??= ask());
      mine.catch(() => {
        if (asked === mine) asked = undefined;
      });
      return mine;
    },
  };
};
