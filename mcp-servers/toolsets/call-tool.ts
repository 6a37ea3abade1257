import { callerId } from '../../core/caller.ts';
import { HubError } from '../../core/errors.ts';
import type { Values } from '../serve/offer.ts';
import { askPeople } from './ask-people.ts';
import type { CallDeps, CalledTool, Ended, ReadyTool } from './called-tool.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';
import type { LiveTool } from './live-tool.ts';
import { pinHash } from './pin.ts';
import { takeArguments } from './take-arguments.ts';
import { complete, ended, failed } from './tool-outcome.ts';
import { refusal, wrongArguments } from './tool-result.ts';
import { withoutSensitive } from './unseen-values.ts';

/** From a call of a model to an answer that it can use. Whatever it can mend it is told; it never throws for that. */
export const callTool = async (deps: CallDeps, called: CalledTool): Promise<Ended> => {
  let input: Values | undefined;
  try {
    const tool = requireReady(called.tool);
    const taken = takeArguments({
      callable: tool.callable,
      settled: tool.parts.planned.settled,
      values: called.call.arguments,
      facts: called.caller.facts,
    });
    if (taken.kind === 'wrong')
      return refused(wrongArguments(tool.spec.name, taken.problems), 'input_invalid', undefined);
    if (taken.kind === 'impossible')
      return refused(
        refusal(`Nothing was done. ${taken.reason}`, { error: 'forbidden' }),
        'forbidden',
        undefined,
      );
    input = taken.input;
    await takeTurn(deps, called);
    const declined = await askFirst(deps, called, input);
    if (declined !== null) return refused(declined.result, declined.code, input);
    if (tool.spec.approval !== undefined) await requireUnchanged(deps, called, tool);
    const answer = await deps.callables.call({
      ...{ spaceId: called.caller.spaceId, name: tool.callable.name, input },
      caller: called.caller.caller,
      connection: connectionOf(called),
      idempotencyKey: idempotencyKeyOf(called),
      requestId: called.exchange.requestId,
      signal: called.exchange.signal,
      exchange: called.exchange,
    });
    return { ...ended(tool, answer), input };
  } catch (thrown) {
    return { ...failed(deps.log, called, thrown), input };
  }
};

const refused = (result: Values, code: string, input: Values | undefined): Ended => ({
  ...{ outcome: complete(result), as: 'refused', code, input },
});

const requireReady = (tool: LiveTool): ReadyTool => {
  if (tool.state === 'ready') return tool;
  throw blocked(tool.spec, tool.state);
};

/** People may think it over for long: what they have said yes to is what is called, or nothing. */
const requireUnchanged = async (
  { callables }: CallDeps,
  { caller }: CalledTool,
  { spec, callable }: ReadyTool,
): Promise<void> => {
  const [now] = await callables.findAll(caller.spaceId, [callable.name]);
  if (now == null) throw blocked(spec, 'missing');
  if (pinHash(now) !== pinHash(callable)) throw blocked(spec, 'changed');
};

const blocked = ({ name, operation }: LiveTool['spec'], state: 'missing' | 'changed'): HubError =>
  new HubError(
    'tool_blocked',
    state === 'missing'
      ? `Nothing was done: what stands behind the tool "${name}", "${operation}", is not there any more.`
      : `Nothing was done: the tool "${name}" is blocked. What stands behind it, "${operation}", has changed since somebody approved it; an admin of the hub can look at the difference and approve it.`,
  );

const minuteMs = 60_000;

const takeTurn = async ({ limiter }: CallDeps, { toolset, tool, caller }: CalledTool): Promise<void> => {
  const { limit, name } = tool.spec;
  if (limit === undefined) return;
  const key = `tool ${caller.spaceId} ${toolset} ${name} ${callerId(caller.caller)}`;
  const { allowed, resetMs } = await limiter.take(key, { max: limit.perMinute, windowMs: minuteMs });
  if (allowed) return;
  throw new HubError(
    'rate_limited',
    `Nothing was done: "${name}" may be called ${limit.perMinute} times a minute, and was.`,
    { retryAfter: Math.ceil(resetMs / 1_000) },
  );
};

const mostDetails = 32 * 1024;

/** Null where the call may go on. */
const askFirst = async (
  deps: CallDeps,
  { tool, caller, toolset, exchange }: CalledTool,
  input: Values,
): Promise<{ readonly result: Values; readonly code: string } | null> => {
  const { approval, name, operation } = tool.spec;
  if (approval === undefined) return null;
  const { group, timeout } = approval;
  const seen = withoutSensitive(
    input,
    tool.state === 'ready' ? (tool.callable.hints.sensitiveInput ?? []) : [],
  );
  const asked = JSON.stringify(seen).replaceAll('\\u0000', '');
  const who = 'name' in caller.caller ? caller.caller.name : callerId(caller.caller);
  const verdict = await askPeople(deps, {
    ...{ spaceId: caller.spaceId, group, timeout, exchange },
    question: `May ${who || 'an agent'} call "${name}"?`.replaceAll('\u0000', '').slice(0, 2_000),
    details: {
      ...{ toolset, tool: name, operation },
      arguments:
        asked.length <= mostDetails ? (JSON.parse(asked) as unknown) : `${asked.slice(0, mostDetails)}…`,
    },
  });
  if (verdict.kind === 'approved') return null;
  const text =
    verdict.kind === 'expired'
      ? `Nothing was done: "${name}" has to be approved by somebody of "${group}", and nobody answered in time. Say so, or try again later.`
      : `Nothing was done: somebody of "${group}" declined it${verdict.note === '' ? '' : `: ${verdict.note}`}. Do not try again without a reason.`;
  const code = verdict.kind === 'expired' ? 'approval_expired' : 'approval_declined';
  return { result: refusal(text, { error: code }), code };
};

const connectionOf = ({ tool, caller }: CalledTool): string | { readonly of: string } | undefined => {
  const { connection } = tool.spec;
  if (connection !== 'caller') return connection;
  const userId = caller.facts['userId'] ?? (caller.caller.kind === 'user' ? caller.caller.userId : undefined);
  if (userId !== undefined) return { of: userId };
  throw new HubError(
    'connection_not_ready',
    `Nothing was done: "${tool.spec.name}" uses the connection of the person who calls, and this credential belongs to no person.`,
  );
};
