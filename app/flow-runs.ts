import type { IncomingMessage } from 'node:http';
import type { OperationCaller } from '../connectors/call/call-operation.ts';
import type { Caller } from '../core/caller.ts';
import type {
  Clock,
  EventBus,
  Hints,
  Log,
  OpenApiPort,
  Running,
  RunWatch,
  Subscription,
  Vault,
} from '../core/ports.ts';
import { openFunctionCalls } from '../flows/calls/open-function-calls.ts';
import { flowHandler, httpPrefix, type FlowHandler } from '../flows/http/answer.ts';
import { openFlowRoutes } from '../flows/http/routes.ts';
import { programOfRun } from '../flows/program-of-run.ts';
import { runOperations } from '../flows/run-operations.ts';
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
}

export interface FlowRuns {
  readonly operations: HubOperation[];
  readonly subscription: Subscription<Tx>;
  readonly watch: RunWatch;
  startSchedules(): Running;
  /** For the gateway: what it hands over unread. */
  prefixes(callerOf: (request: IncomingMessage) => Promise<Caller>): ReadonlyMap<string, FlowHandler>;
}

/** Runs of flows: who begins them, who carries out what they call, and where they are kept. */
export const startFlowRuns = async (parts: FlowRunParts): Promise<FlowRuns> => {
  const { db, hints, events, vault, clock, log, lifecycle, egress, caller, flows } = parts;
  const { known, secrets } = flows;
  const scripts = await lifecycle.start('scripts', async () => openScripts({ log }));
  let byName: ReadonlyMap<string, HubOperation> | undefined;
  const operations = openFlowCalls({
    caller,
    invoke: parts.invoke,
    operations: () => (byName ??= new Map(parts.allOperations().map((one) => [one.name, one]))),
  });
  const meter = openRunMeter(parts.metrics, () => clock.monotonic());
  const tracer = parts.telemetry === undefined ? undefined : openRunTracer(parts.telemetry);
  const plain = openOutside({
    functions: openFunctionCalls({ egress, openApi: documentRequests({ egress, clock }), clock, log }),
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
  const opened: Runs = openRuns({ db, hints, known, runner, vault });
  const routes = await lifecycle.start('addresses of flows', async () => {
    const table = openFlowRoutes({ db, hints, clock, log, known });
    return { ...table, stop: async () => table.close() };
  });
  return {
    operations: runOperations({ runs: opened, hints, events, db, known, secrets }),
    subscription: flowSubscription({ known, hints, log, vault }),
    watch: openRunWatch({ db }),
    startSchedules: () => startSchedules({ db, hints, clock, log, known, vault }),
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
