import { answerChallenge } from '../platform/digest.ts';
import {
  applyScheme,
  pickAlternative,
  travelling,
  unsigned,
  type SchemeValues,
} from '../connectors/auth/apply.ts';
import { openCaller, type CallAuthoriser, type OperationCaller } from '../connectors/call/call-operation.ts';
import type { KnownConnector } from '../connectors/call/known.ts';
import type { DefinedConnector } from '../connectors/define/define-connector.ts';
import { mockOne } from '../connectors/mock/mock.ts';
import type { ConnectorSettings } from '../connectors/settings.ts';
import { HubError } from '../core/errors.ts';
import { schemaSet } from '../core/schema/schema-set.ts';
import type { Egress } from '../platform/egress/egress.ts';
import { openLog } from '../platform/log.ts';

/** What a connection would hold, out of a file. */
export interface TrialConnection {
  readonly values: Readonly<Record<string, SchemeValues>>;
  readonly serverUrl: string | null;
  readonly serverVariables: Readonly<Record<string, string>>;
  readonly facts: Readonly<Record<string, string>>;
}

export interface TrialOptions {
  readonly connector: DefinedConnector;
  readonly connection: TrialConnection;
  readonly egress: Egress;
  readonly retry?: ConnectorSettings['retry'];
}

/** The way of every call, without a hub: no database, no space, one connection. */
export const openTrial = ({ connector, connection, egress, retry }: TrialOptions): OperationCaller => {
  const { operations, definitions, ...frame } = connector.plan;
  const schemas = schemaSet(definitions);
  const settings = { ...connector.settings, ...(retry === undefined ? {} : { retry }) };
  const hasAccount = Object.keys(connection.values).length > 0;
  const known: KnownConnector = {
    ...{ name: connector.name, version: 1, frame, definitions, settings },
    ...{ origin: 'typescript', stamp: '1' },
    places: async () => operations,
    operation: async (name) => {
      const plan = operations.find((each) => each.name === name);
      if (plan === undefined)
        throw new HubError(
          'not_found',
          `"${connector.name}" has no operation "${name}". There are: ${operations.map((each) => each.name).join(', ')}.`,
        );
      return {
        plan,
        problems: schemas.compile(plan.input),
        mock: (request) => mockOne(plan, request, schemas),
      };
    },
    connectionId: async () => (hasAccount || connection.serverUrl !== null ? 'trial' : null),
  };
  return openCaller({
    known: { get: async () => known, close: () => undefined },
    authoriser: authoriserOf(connector, connection),
    functions: { find: async (_name, operation) => connector.functions.get(operation) },
    egress,
    limiter: { take: async (_key, { max }) => ({ allowed: true, limit: max, remaining: max, resetMs: 0 }) },
    log: openLog({ level: 'silent' }),
    tools: {
      call: async ({ server }) => {
        throw new HubError('not_found', `There is no MCP server "${server}" here.`);
      },
    },
    files: {
      read: async (_space, key) => {
        throw new HubError('not_found', `There is no file "${key}" here; give the bytes as {"base64": "…"}.`);
      },
      put: async (_space, bytes, contentType) => `not kept here: ${bytes.length} bytes of ${contentType}`,
    },
  });
};

const authoriserOf = (connector: DefinedConnector, { values, ...row }: TrialConnection): CallAuthoriser => ({
  held: { get: async () => ({ row }) },
  authorise: async ({ security, schemes, request }) => {
    const held = Object.fromEntries(Object.keys(values).map((scheme) => [scheme, []]));
    const alternative = pickAlternative(security, held);
    if (alternative === undefined)
      throw new HubError(
        'connection_not_ready',
        `"${connector.name}" wants ${security.map((one) => Object.keys(one).join(' and ')).join(', or ')}. Put the values into .env.`,
      );
    const chosen = Object.keys(alternative).flatMap((name) => {
      const plan = schemes[name];
      return plan === undefined ? [] : [{ plan, values: values[name] ?? {} }];
    });
    const signed = chosen.reduce(
      (before, one) => applyScheme(before, one.plan, one.values),
      unsigned(request),
    );
    const digest = chosen.find(({ plan }) => plan.type === 'digest');
    return {
      ...signed,
      secrets: () => travelling(signed),
      afterRefusal: async (challenge) =>
        digest === undefined
          ? null
          : answerChallenge(signed.request, challenge, {
              username: digest.values['username'] ?? '',
              password: digest.values['password'] ?? '',
            }),
    };
  },
});
