import { callerMay } from '../../core/caller.ts';
import { isHubError } from '../../core/errors.ts';
import type { Clock, ToolCaller, WantedConnection } from '../../core/ports.ts';
import type { Offer, Outcome } from '../serve/offer.ts';
import { callEntry } from './call-entry.ts';
import type { CallLog } from './call-log.ts';
import type { Ended } from './called-tool.ts';
import type { LiveToolset } from './live-toolset.ts';
import type { CallObserver } from './observe-calls.ts';
import { complete, endedAs } from './tool-outcome.ts';

interface WholeServerDeps {
  readonly calls: CallLog;
  readonly observer: CallObserver;
  readonly clock: Clock;
}

/** Another server under the name of a toolset: all of it goes on as it is, and each call is in the log. */
export const wholeServer = (deps: WholeServerDeps, whole: WholeServer): Offer => {
  const { toolset, caller, server, offer } = whole;
  const { tools, older } = offer;
  return {
    ...offer,
    older: older && (async () => wholeServer(deps, { ...whole, offer: await older() })),
    name: toolset.name,
    title: toolset.title,
    version: `${toolset.version}-${offer.version}`,
    instructions: toolset.content.instructions || offer.instructions,
    tools: {
      list: (cursor) => tools.list(cursor),
      call: async (call, exchange) => {
        const at = deps.clock.now();
        const began = deps.clock.monotonic();
        const about = { tool: call.name, operation: `${server}.${call.name}`, call };
        const observed = { ...about, toolset: toolset.name, isKnown: false };
        const { thrown, ...ended } = await deps.observer.observed(observed, () =>
          endOf(() => tools.call(call, exchange)),
        );
        deps.calls.note(
          callEntry(toolset, {
            ...{ ...about, ...ended, caller, at, ms: deps.clock.monotonic() - began },
            ...{ input: call.arguments, sensitive: { input: [], output: [] } },
          }),
        );
        if (thrown !== undefined) throw thrown;
        return ended.outcome;
      },
    },
  };
};

interface End extends Pick<Ended, 'outcome' | 'as' | 'code'> {
  readonly thrown?: Error;
}

/** A call that was refused in the words of the protocol is one that somebody asks after, too. */
const endOf = async (run: () => Promise<Outcome>): Promise<End> => {
  try {
    const outcome = await run();
    const isError = outcome.kind === 'complete' && outcome.result['isError'] === true;
    return { outcome, as: isError ? 'failed' : 'done', code: isError ? 'upstream_failed' : null };
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    const code = isHubError(thrown) ? thrown.code : 'internal';
    return { outcome: complete({}), as: endedAs(code), code, thrown };
  }
};

export interface WholeServer {
  readonly toolset: LiveToolset;
  readonly caller: ToolCaller;
  readonly server: string;
  readonly offer: Offer;
}

/** Its tools are operations of a connector: who may not call those may not call these. */
export const mayUseServers = ({ caller }: ToolCaller): boolean => callerMay(caller, 'operations.call');

/** `caller`: that of the person who calls, and of nobody else. */
export const connectionOfServer = (
  { connection }: LiveToolset['content'],
  { caller, facts }: ToolCaller,
): WantedConnection => {
  if (connection !== 'caller') return connection;
  return { of: facts['userId'] ?? (caller.kind === 'user' ? caller.userId : '') };
};
