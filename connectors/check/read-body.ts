import type { BodyPlan, PartPlan } from '../../core/connector.ts';
import { isJsonType, readMediaType } from '../../core/media-type.ts';
import type { BodyLimits } from '../../platform/json-body.ts';
import { add, pairsOfTexts, readPairs, type Pairs } from './pairs.ts';
import { readJson } from './read-json.ts';
import { readFromPairs } from './read-pairs.ts';
import { readMultipart, type ReceivedPart } from './read-multipart.ts';
import type { TextShape } from './text-shape.ts';
import { decodeQuery, Unreadable } from './unreadable.ts';

export interface ReceivedBody {
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** Its bytes are bounded by whoever read them. */
const limits: BodyLimits = { bytes: Number.MAX_SAFE_INTEGER, depth: 64, keys: 100_000 };

/** What a body says, as its schema knows it. Throws HubError for what is no JSON or no text. */
export const readBody = (plan: BodyPlan, shape: TextShape, body: ReceivedBody): unknown => {
  const { kind } = plan;
  switch (kind) {
    case 'json':
      return readJson(textOf(body), limits);
    case 'text':
      return textOf(body);
    case 'form':
      return readForm(plan, shape, readPairs(textOf(body), '&', decodeQuery));
    case 'multipart':
      return readFormData(plan, shape, readMultipart(body.contentType, body.bytes));
    case 'binary':
      return { base64: '' };
    default:
      return kind satisfies never;
  }
};

const utf8 = new TextDecoder('utf-8', { fatal: true });
const latin = new Set(['iso-8859-1', 'latin1', 'latin-1']);

const textOf = ({ contentType, bytes }: ReceivedBody): string => {
  const { charset = 'utf-8' } = readMediaType(contentType);
  if (latin.has(charset)) return bytes.toString('latin1');
  if (charset !== 'utf-8' && charset !== 'utf8' && charset !== 'us-ascii')
    throw new Unreadable(`is written in "${charset.slice(0, 40)}"; utf-8 is read here`);
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Unreadable('is not valid UTF-8');
  }
};

const partOf = ({ parts }: BodyPlan, name: string): PartPlan =>
  parts !== undefined && Object.hasOwn(parts, name) ? (parts[name] ?? {}) : {};

const isJson = ({ contentType }: { readonly contentType?: string | undefined }): boolean =>
  contentType !== undefined && isJsonType(readMediaType(contentType).type);

const readForm = (plan: BodyPlan, shape: TextShape, pairs: Pairs): object => {
  const value = new Map<string, unknown>();
  const names = shape.record?.names ?? [];
  for (const name of names) {
    const read = readField(name, { part: partOf(plan, name), shape: shape.record?.of(name) ?? shape, pairs });
    if (read !== undefined) value.set(name, read);
  }
  // What the document does not name; whether it may be there is for the schema to say.
  for (const name of pairs.names()) {
    if (pairs.taken.has(name)) continue;
    const start = name.split('[', 1)[0] ?? '';
    const of = shape.record?.of(start);
    const read =
      of === undefined || value.has(start) ? undefined : readField(start, { part: {}, shape: of, pairs });
    if (read !== undefined) value.set(start, read);
    if (!pairs.taken.has(name)) value.set(name, pairs.decode(pairs.of(name)?.[0] ?? ''));
  }
  return Object.fromEntries(value);
};

interface Field {
  readonly part: PartPlan;
  readonly shape: TextShape;
  readonly pairs: Pairs;
}

const readField = (name: string, { part, shape, pairs }: Field): unknown => {
  const { style, explode } = part;
  if (style !== undefined)
    return at(name, () => readFromPairs({ name, style, explode: explode ?? style === 'form' }, shape, pairs));
  if (isJson(part)) {
    const raws = pairs.of(name);
    if (raws === undefined) return undefined;
    pairs.taken.add(name);
    return at(name, () => jsonOf(pairs.decode(onlyOne(raws))));
  }
  const items = shape.list?.();
  const flat = shape.record === undefined && items?.list === undefined && items?.record === undefined;
  // An empty shape is whatever comes: brackets are then read as such.
  const plain = flat && (items !== undefined || shape.scalars.size > 0);
  return at(name, () =>
    readFromPairs({ name, style: plain ? 'form' : 'deepObject', explode: explode ?? true }, shape, pairs),
  );
};

const at = <Value>(name: string, read: () => Value): Value => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new Unreadable(`its "${name.slice(0, 80)}" ${error.message}`, { cause: error });
  }
};

const onlyOne = <Value>(values: readonly Value[]): Value => {
  const [value] = values;
  if (value === undefined || values.length > 1) throw new Unreadable(`is given ${values.length} times`);
  return value;
};

const jsonOf = (text: string): unknown => {
  const value = readJson(text, limits);
  if (value === undefined) throw new Unreadable('is no JSON');
  return value;
};

const readFormData = (plan: BodyPlan, shape: TextShape, parts: readonly ReceivedPart[]): object => {
  const byName = new Map<string, ReceivedPart[]>();
  for (const part of parts) {
    const known = byName.get(part.name);
    if (known === undefined) byName.set(part.name, [part]);
    else known.push(part);
  }
  const styled = stylesOf(plan, shape, byName);
  const rest = [...byName].filter(([name]) => !styled.taken.has(name));
  return Object.fromEntries([
    ...styled.values,
    ...rest.map(([name, given]): [string, unknown] => {
      const of = shape.record?.of(name);
      const part = partOf(plan, name);
      return [name, at(name, () => partsValue(part, of, given))];
    }),
  ]);
};

/** Properties with a style are written as in a form, each pair a part of its own. */
const stylesOf = (
  plan: BodyPlan,
  shape: TextShape,
  parts: ReadonlyMap<string, readonly ReceivedPart[]>,
): { readonly values: [string, unknown][]; readonly taken: ReadonlySet<string> } => {
  const names = Object.keys(plan.parts ?? {}).filter((name) => partOf(plan, name).style !== undefined);
  const texts = new Map<string, string[]>();
  if (names.length > 0)
    for (const [name, given] of parts)
      for (const part of given) if (part.fileName === undefined) add(texts, name, textOfPart(part));
  const pairs = pairsOfTexts(texts, (text) => text);
  const values = names.flatMap((name): [string, unknown][] => {
    const of = shape.record?.of(name) ?? shape;
    const value = readField(name, { part: partOf(plan, name), shape: of, pairs });
    return value === undefined ? [] : [[name, value]];
  });
  return { values, taken: pairs.taken };
};

const partsValue = (
  plan: PartPlan,
  shape: TextShape | undefined,
  given: readonly ReceivedPart[],
): unknown => {
  const items = shape?.list?.();
  if (items === undefined || isJson(plan)) return partValue(plan, shape, onlyOne(given));
  const values = given.map((part) => partValue(plan, items, part));
  const [only] = values;
  // Some clients write one part for each item, others one of JSON for the whole list.
  return values.length === 1 && Array.isArray(only) && items.list === undefined ? only : values;
};

const partValue = (plan: PartPlan, shape: TextShape | undefined, part: ReceivedPart): unknown => {
  const { contentType, fileName } = part;
  // Its bytes are left alone: what the schema says of files is that they are there.
  if (plan.file === true)
    return {
      base64: '',
      ...(fileName === undefined ? {} : { name: fileName }),
      ...(contentType && { contentType }),
    };
  const text = textOfPart(part);
  if (isJson(plan) || isJson(part) || (shape?.record !== undefined && shape.scalars.size === 0))
    return jsonOf(text);
  return shape === undefined ? text : readFromPairs(fieldStyle, shape, onePair(text));
};

const fieldStyle = { name: 'field', style: 'form', explode: true } as const;

const onePair = (text: string): Pairs => pairsOfTexts(new Map([['field', [text]]]), (raw) => raw);

const textOfPart = ({ contentType = '', bytes }: ReceivedPart): string => textOf({ contentType, bytes });
