import { callerMay } from '../../core/caller.ts';
import { HubError } from '../../core/errors.ts';
import type { ToolCaller } from '../../core/ports.ts';
import type { Permission } from '../../core/roles.ts';
import type { Exchange, Offer, OfferedPage, Outcome, ToolCall } from '../serve/offer.ts';
import { callEntry, type Sensitive } from './call-entry.ts';
import type { CallLog } from './call-log.ts';
import { callTool } from './call-tool.ts';
import type { CallDeps, CalledTool } from './called-tool.ts';
import type { LiveTool } from './live-tool.ts';
import type { LiveToolset } from './live-toolset.ts';
import { calledThrough, callSearching, searchDefinitions } from './searched-tools.ts';
import { listedFor, textOf, type ListedTools } from './listed-tools.ts';
import type { CallObserver } from './observe-calls.ts';
import type { ToolDefinition } from './tool-definition.ts';

export interface OfferDeps extends CallDeps {
  readonly calls: CallLog;
  readonly observer: CallObserver;
}

/** What one caller is offered of a toolset: what it may call, and nothing else. */
export const offerOf = (deps: OfferDeps, toolset: LiveToolset, caller: ToolCaller): Offer => {
  const may = (permission: Permission): boolean => callerMay(caller.caller, permission);
  const listed = (): ListedTools => listedFor(toolset, may);

  const callOne = async (tool: LiveTool, call: ToolCall, exchange: Exchange): Promise<Outcome> => {
    const called: CalledTool = { toolset: toolset.name, tool, caller, call, exchange };
    const at = deps.clock.now();
    const began = deps.clock.monotonic();
    const { name, operation } = tool.spec;
    const observed = { toolset: toolset.name, tool: name, operation, call, isKnown: true };
    const ended = await deps.observer.observed(observed, () => callTool(deps, called));
    const { outcome, as, code, input = call.arguments } = ended;
    const ms = deps.clock.monotonic() - began;
    const about = { caller, tool: name, operation, call, sensitive: sensitiveOf(tool) };
    deps.calls.note(callEntry(toolset, { ...about, input, outcome, as, code, at, ms }));
    // No words to a model would open a page for a person.
    if (ended.raised !== undefined) throw ended.raised;
    return outcome;
  };

  const callNamed = (call: ToolCall, exchange: Exchange): Promise<Outcome> => {
    const tool = toolset.byName.get(call.name);
    // Of what a caller may not call it hears what it hears of what does not exist.
    if (tool === undefined || (tool.state === 'ready' && !may(tool.callable.permission)))
      throw unknownTool(call.name);
    return callOne(tool, call, exchange);
  };

  const isSearched = (): boolean =>
    toolset.searchAbove < toolset.tools.length && toolset.searchAbove < listed().tools.length;
  return {
    name: toolset.name,
    title: toolset.title,
    version: toolset.version,
    instructions: toolset.content.instructions === '' ? undefined : toolset.content.instructions,
    logging: false,
    tools: {
      list: async (cursor) => {
        const { tools, items } = listed();
        return isSearched()
          ? { items: await searchDefinitions(tools), ttlMs: listTtlMs }
          : pageOf(await items(), cursor);
      },
      call: async (call, exchange) => {
        if (!isSearched()) return callNamed(call, exchange);
        const through = toolset.byName.get(calledThrough(call) ?? '');
        // What is blocked is found by nobody, but who knows of it is told why.
        if (through !== undefined && through.state !== 'ready')
          return callNamed({ ...call, name: through.spec.name }, exchange);
        const named = (inner: ToolCall): Promise<Outcome> => callNamed(inner, exchange);
        return (await callSearching(listed().tools, call, named)) ?? named(call);
      },
    },
  };
};

/** Of an answer that was trimmed nobody knows any more where in it what stands. */
const sensitiveOf = (tool: LiveTool): Sensitive => {
  if (tool.state === 'missing') return { input: [], output: [] };
  const { sensitive, sensitiveInput = [] } = tool.callable.hints;
  const isLost = tool.spec.output !== undefined && sensitive.length > 0;
  return { input: sensitiveInput, output: isLost ? null : sensitive };
};

const unknownTool = (name: string): HubError =>
  new HubError(
    'not_found',
    `There is no tool "${name.slice(0, 100)}" here. Ask for the list of tools again.`,
  );

/** Clients keep a list for so long, unless they are told that it has changed. */
const listTtlMs = 30_000;
const mostInPage = 2_500;

const pageOf = (items: readonly ToolDefinition[], cursor: string | undefined): OfferedPage => {
  if (items.length <= mostInPage && cursor === undefined)
    return {
      items,
      ttlMs: listTtlMs,
      get text() {
        return textOf(items);
      },
    };
  const from = cursor === undefined ? 0 : Number(/^t(\d{1,6})$/.exec(cursor)?.[1] ?? Number.NaN);
  if (!(from < items.length))
    throw new HubError('cursor_invalid', 'The cursor is not of this list. Begin at the first page.');
  const next = from + mostInPage;
  return {
    items: items.slice(from, next),
    nextCursor: next < items.length ? `t${next}` : undefined,
    ttlMs: listTtlMs,
  };
};
