import { HubError } from '../../core/errors.ts';
import { JqError } from '../../core/jq/error.ts';
import type { Value } from '../../core/jq/value.ts';
import type { Callable, CallableAnswer, Log } from '../../core/ports.ts';
import { isObject } from '../../core/schema/plain.ts';
import type { Validate } from '../../core/schema/schema-set.ts';
import type { Outcome, Values } from '../serve/offer.ts';
import { outcomeOf } from '../upstream/call-tool.ts';
import { pagesIn } from '../upstream/failure.ts';
import type { CalledTool, Ended, ReadyTool } from './called-tool.ts';
import type { ToolParts } from './live-tool.ts';
import { setOf } from './take-arguments.ts';
import { failedCall, goodResult, refusal } from './tool-result.ts';

type Ending = Omit<Ended, 'input'>;

export const complete = (result: Values): Outcome => ({ kind: 'complete', result });

const good = { as: 'done', code: null } as const;

/** What the model gets of an answer. */
export const ended = ({ spec, callable, parts }: ReadyTool, answer: CallableAnswer): Ending => {
  const { output, file, result } = answer;
  if (isObject(result) && goesOn(result, spec))
    return passedOn(result, () => noteOn(callable, parts, result['structuredContent']));
  const trim = parts.trim();
  if (trim === null)
    return {
      ...good,
      outcome: complete(goodResult(output, { file, note: noteOn(callable, parts, output) })),
    };
  try {
    const trimmed = trim.first((output ?? null) as Value) ?? null;
    return { ...good, outcome: complete(goodResult(trimmed, { file })) };
  } catch (error) {
    if (!(error instanceof JqError)) throw error;
    // What the expression would have left out must not go out because it failed.
    const text = `It was done, but its answer is not handed on: the expression that trims it failed. ${error.message}`;
    return {
      outcome: complete(refusal(text, { error: 'answer_not_trimmed' })),
      as: 'failed',
      code: 'answer_not_trimmed',
    };
  }
};

/** What another MCP server answered, or asks. */
const passedOn = (result: Values, note: () => string | undefined): Ending => {
  const isError = result['isError'] === true;
  const outcome = outcomeOf(result);
  return {
    outcome: outcome.kind === 'complete' && !isError ? complete(withNote(result, note())) : outcome,
    as: isError ? 'failed' : 'done',
    code: isError ? 'upstream_failed' : null,
  };
};

const withNote = (result: Values, note: string | undefined): Values => {
  if (note === undefined) return result;
  const content = Array.isArray(result['content']) ? (result['content'] as unknown[]) : [];
  return { ...result, content: [...content, { type: 'text', text: note }] };
};

/** Only an answer is trimmed: not a failure, and not a question. */
const goesOn = (result: Values, { output }: ReadyTool['spec']): boolean =>
  output === undefined || result['isError'] === true || result['resultType'] === 'input_required';

const outputChecks = new WeakMap<Callable, Validate>();
const mostNoted = 3;

/** An answer that is not as the operation says is a good answer all the same. */
const noteOn = (callable: Callable, parts: ToolParts, output: unknown): string | undefined => {
  if (callable.output === undefined || parts.definition().outputSchema === undefined) return undefined;
  const check = outputChecks.get(callable) ?? setOf(callable).compile(callable.output);
  outputChecks.set(callable, check);
  const problems = check(output);
  if (problems.length === 0) return undefined;
  const said = problems.slice(0, mostNoted).map(({ path, message }) => `${path || 'it'} ${message}`);
  const more = problems.length > mostNoted ? ` and more` : '';
  return `Note: this answer is not as the operation describes it: ${said.join('; ')}${more}.`;
};

/** Codes that are the hub's refusal rather than somebody's failure. */
const refusals: ReadonlySet<string> = new Set([
  ...[
    'tool_blocked',
    'rate_limited',
    'forbidden',
    'unauthenticated',
    'input_invalid',
    'connection_not_ready',
  ],
]);

export const endedAs = (code: string): 'refused' | 'failed' => (refusals.has(code) ? 'refused' : 'failed');

/** What the model gets of a failure; what it may not know of is in the log. */
export const failed = (log: Log, { toolset, tool }: CalledTool, thrown: unknown): Ending => {
  if (thrown instanceof HubError && thrown.code !== 'internal')
    return {
      outcome: complete(failedCall(thrown)),
      as: endedAs(thrown.code),
      code: thrown.code,
      ...(pagesIn(thrown) === undefined ? {} : { raised: thrown }),
    };
  log.error('a tool failed', {
    toolset,
    tool: tool.spec.name,
    operation: tool.spec.operation,
    error: thrown,
  });
  const text = 'Something went wrong inside the hub. It may or may not have been done.';
  return { outcome: complete(refusal(text, { error: 'internal' })), as: 'failed', code: 'internal' };
};
