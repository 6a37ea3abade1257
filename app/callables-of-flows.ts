import type { JsonSchema } from '../core/connector.ts';
import { HubError, isHubError } from '../core/errors.ts';
import type { Callable, CallableSummary } from '../core/ports.ts';
import type { FlowDocument } from '../flows/document/model.ts';
import type { KnownFlows } from '../flows/known-flows.ts';
import type { RunEnd } from '../flows/run/run-end.ts';
import type { Runs } from '../flows/run/runs.ts';
import { listFlows } from '../flows/store-flows.ts';
import type { Db } from '../platform/db/open.ts';
import type { CallableSource } from './callables.ts';

export interface FlowCallableParts {
  readonly db: Db;
  readonly knownFlows: KnownFlows;
  readonly runs: Runs;
}

const prefix = 'flow.';
const permission = 'flows.run';
/** Whoever waits has gone long before; the run goes on. */
const longestMs = 10 * 60_000;
const pageSize = 200;

/** Flows that are in use: `flow.<name>` runs one and answers what it gives. */
export const flowCallables = ({ db, knownFlows, runs }: FlowCallableParts): CallableSource => {
  const made = new WeakMap<FlowDocument, FlowCallable>();

  const find = async (spaceId: string, name: string): Promise<FlowCallable | null> => {
    try {
      const { document } = (await knownFlows.get(spaceId, name, 'published')).program;
      const before = made.get(document);
      if (before !== undefined) return before;
      const flow = callableOf(document);
      made.set(document, flow);
      return flow;
    } catch (error) {
      if (isHubError(error, 'not_found')) return null;
      throw error;
    }
  };

  return {
    has: (name) => name.startsWith(prefix),
    findAll: (spaceId, names) =>
      Promise.all(
        names.map(async (name) => (await find(spaceId, name.slice(prefix.length)))?.callable ?? null),
      ),
    list: async (spaceId, group) => {
      if (group !== undefined && group !== 'flow') return [];
      const found: CallableSummary[] = [];
      let cursor: string | undefined;
      do {
        const query = { limit: pageSize, sort: 'name', published: 'yes', cursor } as const;
        const { items, next } = await db.readInSpace(spaceId, (tx) => listFlows(tx, spaceId, query));
        for (const { name, title, summary, tags } of items)
          found.push({
            ...{ name: `${prefix}${name}`, origin: 'flow', group: 'flow', title: title || name },
            ...{ description: summary, tags: Object.keys(tags), hints, permission },
          });
        cursor = next ?? undefined;
      } while (cursor !== undefined);
      return found;
    },
    call: async ({ spaceId, name, input, signal, idempotencyKey }) => {
      const flow = name.slice(prefix.length);
      const found = await find(spaceId, flow);
      if (found === null)
        throw new HubError('not_found', `There is no flow "${flow}" with a version in use in this space.`);
      const handle = await runs.start({
        ...{ spaceId, flow, trigger: 'tool' },
        input: found.wrapped ? input['input'] : input,
        ...(idempotencyKey !== undefined && { triggerKey: `tool ${idempotencyKey}` }),
      });
      const end = await handle.end(AbortSignal.any([signal, AbortSignal.timeout(longestMs)]));
      return { output: outputOf(end, flow, handle.runId) };
    },
  };
};

/** Nothing is known of what it does outside. */
const hints = { readOnly: false, idempotent: false, destructive: false, sensitive: [] } as const;

interface FlowCallable {
  readonly callable: Callable;
  /** It takes something else than an object: that is the argument `input`. */
  readonly wrapped: boolean;
}

const callableOf = (document: FlowDocument): FlowCallable => {
  const { name, title, summary, tags, version } = document;
  const schema = document.input.schema ?? {};
  const wrapped = !isOfObject(schema);
  const callable: Callable = {
    ...{ name: `${prefix}${name}`, origin: 'flow', group: 'flow', title: title ?? name },
    ...{ description: summary ?? '', tags: Object.keys(tags), hints, permission },
    ...(wrapped ? inArgument(schema) : { input: { type: 'object', ...plain(schema) }, definitions: {} }),
    output: document.output.schema,
    stamp: `${version} ${JSON.stringify(document.input.schema ?? null)}`,
  };
  return { callable, wrapped };
};

const plain = (schema: JsonSchema): Readonly<Record<string, unknown>> =>
  typeof schema === 'object' ? schema : {};

/** What it refers to of its own is found where all definitions of a callable are. */
const inArgument = (schema: JsonSchema): Pick<Callable, 'input' | 'definitions'> => {
  const { $defs = {}, ...own } = plain(schema);
  const input = schema === false ? false : own;
  return {
    input: { type: 'object', properties: { input }, required: ['input'] },
    definitions: $defs as Readonly<Record<string, JsonSchema>>,
  };
};

/** A tool takes named arguments; a flow may take anything. */
const isOfObject = (schema: JsonSchema): boolean => {
  const { type, enum: choices, const: only } = plain(schema);
  return type === 'object' || (type === undefined && choices === undefined && only === undefined);
};

const outputOf = (end: RunEnd | null, flow: string, run: string): unknown => {
  if (end?.status === 'completed') return end.output;
  if (end === null)
    throw new HubError('flow_faulted', `The flow "${flow}" has not ended yet; it goes on as ${run}.`, {
      details: { run, status: 'running' },
    });
  if (end.status === 'cancelled')
    throw new HubError('flow_faulted', `The flow "${flow}" was cancelled: ${end.reason}`, {
      details: { run, status: end.status },
    });
  const { type, title, detail } = end.error;
  const why = [title, detail].filter((text) => typeof text === 'string' && text !== '').join(': ');
  throw new HubError('flow_faulted', `The flow "${flow}" failed: ${why || type}`, {
    details: { run, status: end.status, error: end.error },
  });
};
