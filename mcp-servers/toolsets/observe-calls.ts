import type { Clock } from '../../core/ports.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { SpanOptions, Telemetry } from '../../platform/telemetry.ts';
import type { ToolCall } from '../serve/offer.ts';
import type { Ended } from './called-tool.ts';

export interface ObservedCall {
  readonly toolset: string;
  readonly tool: string;
  readonly operation: string;
  readonly call: ToolCall;
  /** Of another server it is not known what tools there are: names that were never answered are counted as one. */
  readonly isKnown: boolean;
}

type Result = Pick<Ended, 'as' | 'code'>;

/** A span for each call of a tool, and its time and outcome: by name, never by what is said. */
export interface CallObserver {
  observed<Ending extends Result>(call: ObservedCall, work: () => Promise<Ending>): Promise<Ending>;
}

export interface CallObserverDeps {
  readonly metrics: Metrics;
  readonly telemetry: Pick<Telemetry, 'span'>;
  readonly clock: Clock;
}

/** Each name is a time series in somebody's database: what comes after so many is counted together. */
const mostToolsets = 50;
const mostTools = 200;
const others = 'other';

export const openCallObserver = ({ metrics, telemetry, clock }: CallObserverDeps): CallObserver => {
  const calls = metrics.counter('hub_mcp_tool_calls_total', 'Calls of tools that have ended.', [
    ...['toolset', 'tool', 'outcome'],
  ]);
  const seconds = metrics.histogram('hub_mcp_tool_seconds', 'Time of a call of a tool.', ['toolset', 'tool']);
  const toolsets = new Map<string, Set<string>>();
  let tools = 0;

  const labelsOf = ({ toolset, tool, isKnown }: ObservedCall, { as }: Result) => {
    let named = toolsets.get(toolset);
    if (named === undefined && toolsets.size < mostToolsets) toolsets.set(toolset, (named = new Set()));
    if (named === undefined) return { toolset: others, tool: others };
    if (named.has(tool)) return { toolset, tool };
    if (tools >= mostTools || !(isKnown || as === 'done')) return { toolset, tool: others };
    named.add(tool);
    tools++;
    return { toolset, tool };
  };

  return {
    observed: (call, work) => {
      const { toolset, tool, operation } = call;
      const fields = { 'mcp.toolset': toolset, 'mcp.tool': tool, 'mcp.operation': operation };
      const began = clock.monotonic();
      return telemetry.span('mcp.tool', { kind: 'internal', fields, ...parentOf(call) }, async (span) => {
        const ending = await work();
        const { as, code } = ending;
        const labels = labelsOf(call, ending);
        calls.add({ ...labels, outcome: as });
        seconds.observe((clock.monotonic() - began) / 1_000, labels);
        span.set({ 'mcp.outcome': as });
        if (code !== null) span.set({ 'mcp.code': code });
        if (as === 'failed') span.fail(code ?? as);
        return ending;
      });
    },
  };
};

/** A client may say with the call itself to which trace it belongs: over stdio there are no headers. */
const parentOf = ({ call: { meta } }: ObservedCall): Pick<SpanOptions, 'incoming'> => {
  const { traceparent, tracestate } = meta;
  if (typeof traceparent !== 'string') return {};
  return { incoming: { traceparent, ...(typeof tracestate === 'string' && { tracestate }) } };
};
