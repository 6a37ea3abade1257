import { HubError } from '../../core/errors.ts';
import type { ConnectionSigner } from '../../core/ports.ts';
import type { Egress } from '../../platform/egress/egress.ts';
import type { Prior, UpstreamTarget } from '../sdk/client.ts';
import type { CallScopes } from './call-scope.ts';
import { egressFetch } from './egress-fetch.ts';
import type { Connect } from './sessions.ts';
import { openWaitingQuestions } from './waiting-questions.ts';

export interface StdioCommands {
  /** Programs that the owner of the installation lets run, by name. */
  readonly commands: ReadonlyMap<string, readonly [command: string, ...args: string[]]>;
}

export interface ConnectDeps extends StdioCommands {
  readonly egress: Pick<Egress, 'request'>;
  readonly signer: ConnectionSigner;
  readonly version: string;
}

/** Where a server is, and how it was spoken to before. */
export interface Whereabouts {
  readonly name: string;
  readonly url: string | null;
  readonly command: string | null;
  readonly prior: Prior | null;
}

const connectMs = 20_000;

export const connectServer = (
  deps: ConnectDeps,
  find: (spaceId: string, name: string) => Promise<Whereabouts>,
): Connect => {
  const questions = openWaitingQuestions();
  return async (wish, { again, scopes, hooks }) => {
    const at = await find(wish.spaceId, wish.server);
    const { connectUpstream } = await import('../sdk/client.ts');
    let holds = false;
    const asked: typeof hooks.asked = (question, signal) =>
      holds && at.url !== null
        ? questions.during({ ...wish, origin: new URL(at.url).origin }, () => hooks.asked(question, signal))
        : hooks.asked(question, signal);
    const client = await connectUpstream(
      targetOf(deps, at, { ...wish, scopes }),
      {
        version: deps.version,
        capabilities: wish.capabilities,
        prior: again ? undefined : (at.prior ?? undefined),
        era: wish.era,
        timeoutMs: connectMs,
        signal: AbortSignal.timeout(3 * connectMs),
      },
      { ...hooks, asked },
    );
    // In the newer era, and where answers come on a stream of their own, a question keeps no connection of a call.
    holds = client.prior.era === 'legacy' && client.prior.transport === 'streamable';
    return client;
  };
};

interface As {
  readonly spaceId: string;
  readonly connectionId: string | null;
  readonly scopes: CallScopes;
}

const targetOf = (
  deps: ConnectDeps,
  { name, url, command }: Whereabouts,
  { spaceId, connectionId, scopes }: As,
): UpstreamTarget => {
  if (url === null) {
    const [program, ...args] = requireCommand(deps, command ?? '');
    return { kind: 'stdio', command: program, args };
  }
  const { egress, signer } = deps;
  return {
    kind: 'http',
    url,
    fetch: egressFetch({
      ...{ egress, scopes },
      sign:
        connectionId === null
          ? undefined
          : (request) => signer.sign({ ...request, spaceId, connector: name, connectionId }),
      needsScopes: async (wanted) =>
        connectionId === null ? undefined : signer.needsScopes(spaceId, { connectionId, scopes: wanted }),
    }),
  };
};

export const requireCommand = (
  { commands }: StdioCommands,
  name: string,
): readonly [command: string, ...args: string[]] => {
  const command = commands.get(name);
  if (command !== undefined) return command;
  const there = [...commands.keys()].join(', ') || 'none';
  throw new HubError(
    'not_found',
    `This installation runs no program "${name}" as an MCP server; there are: ${there}. Its owner lists them in HUB_MCP_STDIO.`,
  );
};
