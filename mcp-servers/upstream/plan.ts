import { createHash } from 'node:crypto';
import type { ConnectorPlan, JsonSchema, OperationPlan, SchemePlan } from '../../core/connector.ts';
import { without } from '../../core/without.ts';
import type { UpstreamClient } from '../sdk/client.ts';
import type { Values } from '../serve/offer.ts';
import type { ListedTool, Listing } from './listing.ts';
import { plainWords, withoutUnseen } from './plain-words.ts';
import type { SignIn } from './sign-in.ts';

export interface Planned {
  readonly title: string;
  readonly url: string | null;
  /** The header that a key travels in, instead of `Authorization`. */
  readonly header: string | null;
  readonly signIn: SignIn | null;
  /** Undefined where nobody could look yet. */
  readonly client: Pick<UpstreamClient, 'server' | 'instructions'> | undefined;
  readonly listing: Pick<Listing, 'tools' | 'skipped'>;
  /** What the server has, or has differently, in its older era only. */
  readonly older?: readonly OperationPlan[];
}

/** What a server offers, as every other connector is written down. */
export const planOf = ({
  title,
  url,
  header,
  signIn,
  client,
  listing,
  older = [],
}: Planned): ConnectorPlan => {
  const version = client?.server['version'];
  return {
    title,
    description: withoutUnseen(client?.instructions ?? '').slice(0, 8_000),
    documentVersion: typeof version === 'string' ? plainWords(version, 100) : '',
    format: 'mcp',
    servers: url === null ? [] : [{ url, variables: {} }],
    schemes: url === null ? {} : schemesOf(header, signIn),
    operations: [...listing.tools.map(operationOf), ...older],
    events: [],
    definitions: {},
    skipped: listing.skipped
      .filter(({ what }) => what === 'tool')
      .map(({ name, reason }) => ({ method: 'TOOL', path: name, place: '', reason })),
    notes: [],
  };
};

/** A token or a key that somebody has got can be entered for every server, whatever it says of itself. */
const schemesOf = (header: string | null, signIn: SignIn | null): Record<string, SchemePlan> => ({
  ...(signIn === null
    ? {}
    : {
        oauth: {
          ...{ type: 'openIdConnect', discoveryUrl: signIn.discoveryUrl, resource: signIn.resource },
        } satisfies SchemePlan,
      }),
  ...(header === null
    ? { token: { type: 'bearer' } satisfies SchemePlan }
    : { key: { type: 'apiKey', in: 'header', name: header } satisfies SchemePlan }),
});

const operationOf = ({ name, given, value, notes }: ListedTool): OperationPlan => {
  const { inputSchema, outputSchema, description, ...rest } = value;
  const about: Values = without(rest, ['name']);
  const annotations = (about['annotations'] ?? {}) as Values;
  const title = about['title'] ?? annotations['title'];
  const output =
    typeof outputSchema === 'object' && outputSchema !== null ? (outputSchema as JsonSchema) : undefined;
  const readOnly = annotations['readOnlyHint'] === true;
  return {
    name: operationName(name),
    ...{ method: 'TOOL', path: name, source: name },
    summary: typeof title === 'string' && title !== '' ? plainWords(title) : name,
    description: typeof description === 'string' ? description : '',
    ...{ tags: [], deprecated: false, parameters: [], security: [] },
    responses:
      output === undefined
        ? []
        : [{ status: '200', contents: [{ mediaType: 'application/json', kind: 'json', schema: output }] }],
    input: inputSchema as JsonSchema,
    ...(output === undefined ? {} : { output }),
    hints: {
      readOnly,
      idempotent: readOnly || annotations['idempotentHint'] === true,
      // By the protocol: who says nothing may do harm.
      destructive: !readOnly && annotations['destructiveHint'] !== false,
      sensitive: { input: [], output: [] },
    },
    tool: { name, about, hash: hashOf(given) },
    notes,
  };
};

/**
 * The same server may list other tools in its older era, or the same ones differently. Somebody has to see those too
 * before they are called, so each is an operation of its own.
 */
export const olderOperations = (
  older: readonly ListedTool[],
  newest: readonly ListedTool[],
): readonly OperationPlan[] => {
  const known = new Map(newest.map(({ name, given }) => [name, hashOf(given)]));
  return older.flatMap((tool) => {
    if (known.get(tool.name) === hashOf(tool.given)) return [];
    const plan = operationOf(tool);
    return [
      {
        ...plan,
        ...(known.has(tool.name) ? { name: otherName(tool.name, 'older') } : {}),
        summary: `${plan.summary} (older revision)`,
        ...(plan.tool === undefined ? {} : { tool: { ...plan.tool, era: 'legacy' as const } }),
      },
    ];
  });
};

/** The tool as the server lists it, put together again. */
export const definitionOf = ({ tool, description, input, output }: OperationPlan): Values => ({
  name: tool?.name,
  ...(description === '' ? {} : { description }),
  inputSchema: input,
  ...(output === undefined ? {} : { outputSchema: output }),
  ...tool?.about,
});

const longest = 64;

/** A name that flows and model APIs take. It depends on the tool alone, so that it is the same tomorrow. */
const operationName = (tool: string): string => {
  const plain = tool.replace(/[^a-zA-Z0-9_-]+/g, '_');
  if (plain === tool && tool.length <= longest) return tool;
  return `${plain.slice(0, longest - 9)}_${digest(tool).slice(0, 8)}`;
};

/** Of a second operation for the same tool: a name that no other tool has. */
const otherName = (tool: string, why: string): string => {
  const end = `_${why}_${digest(`${why} ${tool}`).slice(0, 8)}`;
  return `${tool.replace(/[^a-zA-Z0-9_-]+/g, '_').slice(0, longest - end.length)}${end}`;
};

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Of all that the server says of a tool: whatever of it changes, somebody has to look at it again. */
export const hashOf = (tool: Values): string => digest(JSON.stringify(inOrder(tool)));

const inOrder = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, inner]) => [name, inOrder(inner)]),
  );
};

/** The same as long as a version made of it would tell nobody anything new. */
export const planHash = ({ operations, schemes, servers }: ConnectorPlan): string =>
  digest(
    JSON.stringify(
      inOrder([operations.map(({ name, tool }) => [name, tool?.hash]).sort(), schemes, servers]),
    ),
  );
