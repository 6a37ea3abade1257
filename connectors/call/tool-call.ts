import { HubError } from '../../core/errors.ts';
import type { RateLimiter, UpstreamTools } from '../../core/ports.ts';
import { parseJson } from '../../platform/parse-json.ts';
import type { ReadAnswer } from '../wire/read-answer.ts';
import type { ReadyCall } from './ready-call.ts';
import { takeTurn } from './take-turn.ts';

export interface ToolCallDeps {
  readonly tools: UpstreamTools;
  readonly limiter: RateLimiter;
}

type ToolResult = Readonly<Record<string, unknown>>;

/** A tool of another MCP server: held to the limits of its connector as every call, sent over a session with it. */
export const callTool = async (deps: ToolCallDeps, parts: ReadyCall): Promise<ReadAnswer> => {
  const { call, connector, operation, connectionId } = parts;
  const { settings } = connector;
  await takeTurn(settings.limits, {
    limiter: deps.limiter,
    key: `${call.spaceId} ${call.connector} ${connectionId ?? ''}`,
    signal: call.signal,
  });
  const seconds = settings.operations?.[operation.plan.name]?.timeoutSeconds ?? settings.timeoutSeconds;
  const result = await deps.tools.call({
    ...{ spaceId: call.spaceId, server: call.connector, plan: operation.plan, input: call.input },
    ...{ connectionId, signal: call.signal, exchange: call.exchange },
    callerId: call.callerId ?? 'hub',
    timeoutMs: seconds === undefined ? undefined : seconds * 1_000,
  });
  if (result['isError'] === true && call.exchange === undefined) throw toolFailure(parts, result);
  return { status: 200, headers: {}, kind: 'json', output: outputOf(result), result };
};

/** The value that a tool stands for: what it says in structure, else its one text, as JSON where it is JSON. */
const outputOf = (result: ToolResult): unknown => {
  if (result['structuredContent'] !== undefined) return result['structuredContent'];
  const texts = textsIn(result);
  const [only] = texts;
  if (only === undefined || texts.length > 1 || contentIn(result).length > 1)
    return { content: contentIn(result) };
  try {
    return parseJson(only);
  } catch {
    return only;
  }
};

const contentIn = ({ content }: ToolResult): readonly unknown[] => (Array.isArray(content) ? content : []);

const textsIn = (result: ToolResult): readonly string[] =>
  contentIn(result).flatMap((block) => {
    const { type, text } = (block ?? {}) as { readonly type?: unknown; readonly text?: unknown };
    return type === 'text' && typeof text === 'string' ? [text] : [];
  });

const mostWords = 1_000;

const toolFailure = ({ call }: ReadyCall, result: ToolResult): HubError => {
  const said = textsIn(result)
    .join(' ')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, mostWords)
    .toWellFormed();
  return new HubError(
    'upstream_failed',
    `The tool "${call.operation}" of "${call.connector}" failed${said === '' ? '.' : `: ${said}`}`,
  );
};
