import type { OperationPlan, ParameterPlan } from '../../core/connector.ts';
import type { Problem } from '../../core/errors.ts';
import { escapeStep } from '../../core/json-pointer.ts';
import { isJsonType, readMediaType } from '../../core/media-type.ts';
import type { Pairs } from './pairs.ts';
import { readJson } from './read-json.ts';
import { readFromPairs } from './read-pairs.ts';
import { readStyled, type Decode } from './read-text.ts';
import { groupOf, keyOf } from './request-schema.ts';
import type { TextShape } from './text-shape.ts';
import { decodePercent, Unreadable } from './unreadable.ts';

export type ReceivedHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A request taken apart, nothing of it decoded yet. */
export interface RawRequest {
  /** By the names in the path's template. */
  readonly path: ReadonlyMap<string, string>;
  readonly query: Pairs;
  readonly headers: ReceivedHeaders;
  readonly cookies: Pairs;
}

export interface ParameterReader {
  readonly group: (typeof groupOf)[keyof typeof groupOf];
  readonly key: string;
  /** Undefined where the request does not have it. Throws Unreadable. */
  read(request: RawRequest): unknown;
}

/** Readers of all parameters; those that take what others leave come last. */
export const parameterReaders = (
  { parameters }: OperationPlan,
  shapeOf: (parameter: ParameterPlan) => TextShape,
): ParameterReader[] => {
  const namesIn = (place: string): ReadonlySet<string> =>
    new Set(parameters.filter((one) => one.in === place).map(({ name }) => name));
  const names = { query: namesIn('query'), cookie: namesIn('cookie') };
  const readers = parameters.map((parameter) => {
    const shape = shapeOf(parameter);
    return {
      group: groupOf[parameter.in],
      key: keyOf(parameter),
      read: readerOf(parameter, shape, names),
      takesOthers: parameter.explode && shape.record !== undefined,
    };
  });
  return readers.sort((a, b) => Number(a.takesOthers) - Number(b.takesOthers));
};

const asIs: Decode = (raw) => raw;

const readerOf = (
  parameter: ParameterPlan,
  shape: TextShape,
  names: Readonly<Record<'query' | 'cookie', ReadonlySet<string>>>,
): ParameterReader['read'] => {
  const { name, content } = parameter;
  const text = (raw: string, decode: Decode): unknown =>
    content === undefined
      ? readStyled(parameter, shape, { raw, decode })
      : contentValue(content, decode(raw));
  switch (parameter.in) {
    case 'path':
      return ({ path }) => {
        const raw = path.get(name);
        return raw === undefined ? undefined : text(raw, decodePercent);
      };
    case 'header': {
      const key = name.toLowerCase();
      return ({ headers }) => {
        const raw = headers[key];
        if (raw === undefined) return undefined;
        return text(typeof raw === 'string' ? raw.trim() : raw.join(','), trimmed);
      };
    }
    case 'query':
    case 'cookie': {
      const styled = { ...parameter, others: without(names[parameter.in], name) };
      const from = parameter.in === 'query' ? 'query' : 'cookies';
      return (request) =>
        content === undefined
          ? readFromPairs(styled, shape, request[from])
          : contentIn(request[from], name, content);
    }
    default:
      return parameter.in satisfies never;
  }
};

const trimmed: Decode = (raw) => asIs(raw.trim());

const without = (names: ReadonlySet<string>, name: string): ReadonlySet<string> =>
  new Set([...names].filter((one) => one !== name));

const contentIn = (pairs: Pairs, name: string, content: string): unknown => {
  const raws = pairs.of(name);
  if (raws === undefined) return undefined;
  pairs.taken.add(name);
  if (raws.length > 1) throw new Unreadable(`is given ${raws.length} times`);
  return contentValue(content, pairs.decode(raws[0] ?? ''));
};

/** A parameter with a media type: JSON as JSON, a text of another type as it is. */
const contentValue = (mediaType: string, text: string): unknown => {
  if (!isJsonType(readMediaType(mediaType).type)) return text;
  try {
    return readJson(text);
  } catch (cause) {
    if (cause instanceof Unreadable) throw cause;
    throw new Unreadable('is no JSON that is taken', { cause });
  }
};

/** Reads all of them into one value, and says what could not be read. */
export const readAll = (
  readers: readonly ParameterReader[],
  request: RawRequest,
): { readonly value: Record<string, object>; readonly problems: Problem[] } => {
  const groups = { path: newGroup(), query: newGroup(), headers: newGroup(), cookies: newGroup() };
  const problems: Problem[] = [];
  for (const { group, key, read } of readers) {
    try {
      const value = read(request);
      if (value !== undefined) groups[group].push([key, value]);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      problems.push({ path: `/${group}/${escapeStep(key.slice(0, 100))}`, message: error.message });
    }
  }
  const value: Record<string, object> = {
    path: Object.fromEntries(groups.path),
    query: Object.fromEntries(groups.query),
    headers: Object.fromEntries(groups.headers),
    cookies: Object.fromEntries(groups.cookies),
  };
  return { value, problems };
};

const newGroup = (): [string, unknown][] => [];
