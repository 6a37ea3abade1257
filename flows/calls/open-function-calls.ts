import type { OpenApiPort } from '../../core/flow-ports.ts';
import type { Clock, Log } from '../../core/ports.ts';
import type { Egress } from '../../platform/egress/egress.ts';
import type { OwnKafka } from './asyncapi/own-kafka.ts';
import { openAuthorise } from './auth/authorise.ts';
import type { CarryOut, FunctionName } from './function-call.ts';
import { openSender } from './http/send.ts';

export interface FunctionCallDeps {
  readonly egress: Egress;
  readonly openApi: OpenApiPort;
  readonly clock: Clock;
  readonly log: Log;
  /** Null: the hub's own events do not go by Kafka. */
  readonly ownKafka: OwnKafka | null;
}

/** The functions of the DSL. What a hub does not use of them is never loaded. */
export const openFunctionCalls = (deps: FunctionCallDeps): CarryOut => {
  const { egress, clock } = deps;
  const authorise = openAuthorise({ egress, clock });
  const sender = openSender(egress, authorise);
  const open: Readonly<Record<FunctionName, () => Promise<CarryOut>>> = {
    http: async () => (await import('./http/http-call.ts')).openHttpCall(sender),
    openapi: async () =>
      (await import('./http/openapi-call.ts')).openOpenApiCall({ sender, authorise, openApi: deps.openApi }),
    mcp: async () => (await import('./rpc/mcp-call.ts')).openMcpCall({ sender, log: deps.log }),
    a2a: async () => (await import('./rpc/a2a-call.ts')).openA2aCall(sender),
    asyncapi: async () =>
      (await import('./asyncapi/asyncapi-call.ts')).openAsyncApiCall({
        ...{ egress, sender, authorise, clock },
        ownKafka: deps.ownKafka,
      }),
    grpc: async () =>
      (await import('./grpc/grpc-call.ts')).openGrpcCall({ egress, sender, authorise, clock }),
  };
  const opened = new Map<FunctionName, CarryOut>();
  return async (call) => {
    const known = opened.get(call.function);
    if (known !== undefined) return known(call);
    const carryOut = await open[call.function]();
    opened.set(call.function, carryOut);
    return carryOut(call);
  };
};
