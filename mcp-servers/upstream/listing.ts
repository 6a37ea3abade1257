import { isHubError } from '../../core/errors.ts';
import type { UpstreamClient } from '../sdk/client.ts';
import type { Values } from '../serve/offer.ts';
import { cleaned } from './clean-values.ts';
import { headerFault } from './header-arguments.ts';
import { plainWords, shownUnseen } from './plain-words.ts';

export interface Skipped {
  readonly what: 'tool' | 'resource' | 'template' | 'prompt';
  readonly name: string;
  readonly reason: string;
}

export interface ListedTool {
  readonly name: string;
  /** As the server gave it, for its hash. */
  readonly given: Values;
  readonly value: Values;
  readonly notes: readonly string[];
}

/** All that a server offers, within bounds. */
export interface Listing {
  readonly tools: readonly ListedTool[];
  readonly resources: readonly Values[];
  readonly templates: readonly Values[];
  readonly prompts: readonly Values[];
  readonly skipped: readonly Skipped[];
}

const mostPages = 200;
const mostItems = 5_000;
const mostBytes = 16 * 1024 * 1024;
/** Of one tool: a model would have to read it. */
const mostOfOne = 256 * 1024;
const mostSkipped = 200;
const timeoutMs = 30_000;

export const listAll = async (client: UpstreamClient, signal: AbortSignal): Promise<Listing> => {
  const skipped: Skipped[] = [];
  const skip = (each: Skipped): void => void (skipped.length < mostSkipped && skipped.push(each));
  const { capabilities, prior } = client;
  const inHeaders = prior.era === 'modern' && prior.transport !== 'stdio';
  const read = async (list: List): Promise<readonly Read[]> =>
    capabilities[list.capability] === undefined ? [] : readList(client, list, { signal, skip, inHeaders });
  const [tools, resources, templates, prompts] = [
    await read(lists.tools),
    await optional(read(lists.resources)),
    await optional(read(lists.templates)),
    await optional(read(lists.prompts)),
  ];
  return {
    tools: tools.map(({ name, given, value, notes }) => ({ name, given, value, notes })),
    resources: resources.map(({ value }) => value),
    templates: templates.map(({ value }) => value),
    prompts: prompts.map(({ value }) => value),
    skipped,
  };
};

interface List {
  readonly what: Skipped['what'];
  readonly method: string;
  readonly field: string;
  readonly capability: string;
  /** What each is known by. */
  readonly key: string;
}

const lists = {
  tools: { what: 'tool', method: 'tools/list', field: 'tools', capability: 'tools', key: 'name' },
  resources: {
    what: 'resource',
    method: 'resources/list',
    field: 'resources',
    capability: 'resources',
    key: 'uri',
  },
  templates: {
    ...{ what: 'template', method: 'resources/templates/list', field: 'resourceTemplates' },
    ...{ capability: 'resources', key: 'uriTemplate' },
  },
  prompts: { what: 'prompt', method: 'prompts/list', field: 'prompts', capability: 'prompts', key: 'name' },
} as const satisfies Record<string, List>;

interface Read extends ListedTool {
  readonly bytes: number;
}

interface Reading {
  readonly signal: AbortSignal;
  /** Arguments may travel in headers too. */
  readonly inHeaders: boolean;
  skip(skipped: Skipped): void;
}

const readList = async (client: UpstreamClient, list: List, reading: Reading): Promise<readonly Read[]> => {
  const { signal, skip } = reading;
  const found = new Map<string, Read>();
  const { what } = list;
  const stopHere = (reason: string): readonly Read[] => {
    skip({ what, name: '', reason });
    return [...found.values()];
  };
  let bytes = 0;
  let cursor: string | undefined;
  const seen = new Set<string>();
  for (let page = 1; page <= mostPages; page++) {
    const answer = await client.request(list.method, cursor === undefined ? {} : { cursor }, {
      ...{ signal, timeoutMs, longestMs: timeoutMs },
    });
    const items = answer[list.field];
    for (const item of Array.isArray(items) ? (items as unknown[]) : []) {
      if (found.size >= mostItems)
        return stopHere(`The list has more than ${mostItems}; the rest was left out.`);
      const read = readOne(list, item, reading);
      if (read === undefined) continue;
      bytes += read.bytes;
      if (bytes > mostBytes)
        return stopHere(`The list has more than ${mostBytes} bytes; the rest was left out.`);
      if (found.has(read.name))
        skip({ what, name: read.name, reason: 'is there twice; the first was taken' });
      else found.set(read.name, read);
    }
    const { nextCursor } = answer;
    if (typeof nextCursor !== 'string' || nextCursor === '') return [...found.values()];
    if (seen.has(nextCursor))
      return stopHere('The list leads back to a page that was read; it was ended there.');
    seen.add(nextCursor);
    cursor = nextCursor;
  }
  return stopHere(`The list has more than ${mostPages} pages; the rest was left out.`);
};

const readOne = (list: List, item: unknown, { skip, inHeaders }: Reading): Read | undefined => {
  const given = (typeof item === 'object' && item !== null ? item : {}) as Values;
  const name = given[list.key];
  const { what } = list;
  const leave = (reason: string): undefined => {
    skip({ what, name: typeof name === 'string' ? shownUnseen(name).slice(0, 200) : '', reason });
    return undefined;
  };
  if (typeof name !== 'string' || name === '' || name.length > 2_000) return leave(`has no ${list.key}`);
  if (plainWords(name, 2_000) !== name) return leave(`has signs in its ${list.key} that cannot be seen`);
  const schema = given['inputSchema'];
  if (what === 'tool' && (typeof schema !== 'object' || schema === null || Array.isArray(schema)))
    return leave('has no schema of its input');
  const bytes = JSON.stringify(given).length;
  if (bytes > mostOfOne) return leave(`has ${bytes} bytes; more than ${mostOfOne} are not taken`);
  try {
    const clean = cleaned(given);
    const fault = what === 'tool' && inHeaders ? headerFault(schema) : undefined;
    return fault === undefined ? { name, given, bytes, ...clean } : leave(fault);
  } catch (error) {
    if (isHubError(error, 'upstream_failed')) return leave(error.message);
    throw error;
  }
};

/** A server that says it has resources and knows no such list is not worth losing its tools for. */
const optional = async (list: Promise<readonly Read[]>): Promise<readonly Read[]> => {
  try {
    return await list;
  } catch (error) {
    if (isHubError(error, 'upstream_failed')) return [];
    throw error;
  }
};
