import type { BodyArgument, BodyPlan, JsonSchema, PartPlan, ParameterStyle } from '../../core/connector.ts';
import { isHidden } from './directions.ts';
import { byPreference, kindOf } from './media.ts';
import { argumentName } from './names.ts';
import { described } from './parameters.ts';
import { follow } from './pointer.ts';
import type { Schemas } from './schemas.ts';
import { at, isTree, listOf, textOf, treeOf, wordOf, type Tree } from './tree.ts';

export interface PlannedBody {
  readonly plan: BodyPlan;
  /** For the input: each argument with its schema. */
  readonly properties: readonly (readonly [argument: string, schema: JsonSchema])[];
  readonly required: readonly string[];
}

export interface BodySource {
  readonly root: Tree;
  readonly schemas: Schemas;
  readonly notes: string[];
  readonly taken: Set<string>;
}

/** How a file is given: its bytes, or a blob that the hub keeps. */
const fileSchema: JsonSchema = {
  type: 'object',
  description: 'A file: its bytes in base64, or the key of a stored blob.',
  properties: {
    base64: { type: 'string', contentEncoding: 'base64' },
    blob: { type: 'string' },
    name: { type: 'string' },
    contentType: { type: 'string' },
  },
  anyOf: [{ required: ['base64'] }, { required: ['blob'] }],
  examples: [{ base64: 'ZXhhbXBsZQ==', name: 'example.txt' }],
};

/** For a form whose document does not say that it is an object: fields by their names. */
const fieldsSchema: JsonSchema = { type: 'object' };

export const planBody = (given: unknown, source: BodySource): PlannedBody | undefined => {
  if (given === undefined) return undefined;
  const body = follow(source.root, given);
  if (!isTree(body)) return undefined;
  const contents = treeOf(body['content']);
  const [mediaType, ...others] = byPreference(Object.keys(contents));
  if (mediaType === undefined) return undefined;
  if (others.length > 0)
    source.notes.push(
      `The body is sent as ${mediaType}; ${others.join(', ').slice(0, 200)} would be taken too.`,
    );
  const media = treeOf(contents[mediaType]);
  const kind = kindOf(mediaType);
  const content = { mediaType: concrete(mediaType), kind, media, required: body['required'] === true };
  const description = textOf(body['description']);
  if (kind === 'text' || kind === 'binary') return wholeBody(content, description, source);
  const shape = objectShape(media['schema'], source.root);
  return shape === undefined ? wholeBody(content, description, source) : spreadBody(content, shape, source);
};

interface Content {
  readonly mediaType: string;
  readonly kind: BodyPlan['kind'];
  readonly media: Tree;
  readonly required: boolean;
}

/** A range that takes JSON gets JSON. Of another one, such as `image/*`, each file says what it is. */
const concrete = (mediaType: string): string =>
  mediaType.includes('*') && kindOf(mediaType) === 'json' ? 'application/json' : mediaType;

const wholeBody = (content: Content, description: string | undefined, source: BodySource): PlannedBody => {
  const argument = argumentName('body', source.taken);
  const schema: JsonSchema =
    content.kind === 'binary'
      ? { anyOf: [fileSchema, { type: 'string' }] }
      : content.kind === 'text'
        ? { type: 'string' }
        : content.kind !== 'json' && !mayBeObject(content.media['schema'], source.root)
          ? fieldsSchema
          : source.schemas.convert(content.media['schema'] ?? {}, 'write');
  const parts =
    content.kind === 'form' || content.kind === 'multipart' ? partsOf(content, [], source) : undefined;
  return {
    plan: {
      mediaType: content.mediaType,
      kind: content.kind,
      required: content.required,
      arguments: { shape: 'whole', argument },
      ...(parts === undefined ? {} : { parts }),
    },
    properties: [[argument, described(schema, description)]],
    required: content.required ? [argument] : [],
  };
};

const mayBeObject = (given: unknown, root: Tree): boolean => {
  const schema = quietly(() => follow(root, given));
  if (!isTree(schema)) return false;
  const { type } = schema;
  return type === undefined
    ? Object.keys(schema).length > 0
    : type === 'object' || listOf(type).includes('object');
};

interface ObjectShape {
  readonly properties: ReadonlyMap<string, unknown>;
  readonly required: ReadonlySet<string>;
  readonly closed: boolean;
}

/** Properties of a plain object, or of several that hold together; nothing when the body can be something else. */
const objectShape = (given: unknown, root: Tree): ObjectShape | undefined => {
  const shape = { properties: new Map<string, unknown>(), required: new Set<string>(), closed: false };
  const whole = quietly(() => follow(root, given));
  // What kinds there are is known where they are chosen from; sent in the shape of one they would be cut short.
  if (isTree(whole) && whole['discriminator'] !== undefined) return undefined;
  return addShape(given, { root, shape, seen: new Set() }) && shape.properties.size > 0 ? shape : undefined;
};

interface Shaping {
  readonly root: Tree;
  readonly shape: {
    readonly properties: Map<string, unknown>;
    readonly required: Set<string>;
    closed: boolean;
  };
  /** A part that several others share counts once. */
  readonly seen: Set<unknown>;
}

const addShape = (given: unknown, shaping: Shaping): boolean => {
  const { root, shape, seen } = shaping;
  const schema = quietly(() => follow(root, given));
  if (!isTree(schema)) return false;
  if (seen.has(schema)) return true;
  seen.add(schema);
  const type = schema['type'];
  const more = schema['additionalProperties'];
  if (
    (type !== undefined && type !== 'object') ||
    ['oneOf', 'anyOf', 'patternProperties'].some((keyword) => schema[keyword] !== undefined) ||
    more === true ||
    isTree(more)
  )
    return false;
  if (more === false) shape.closed = true;
  if (!listOf(schema['allOf']).every((part) => addShape(part, shaping))) return false;
  for (const [name, property] of Object.entries(treeOf(schema['properties'])))
    shape.properties.set(name, property);
  for (const name of listOf(schema['required'])) if (typeof name === 'string') shape.required.add(name);
  return true;
};

const quietly = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

const spreadBody = (content: Content, shape: ObjectShape, source: BodySource): PlannedBody => {
  const shown = [...shape.properties].filter(([, property]) => !isHidden(source.root, property, 'write'));
  // A body whose names are those of parameters would have to be told apart by the caller: it stays in one piece.
  if (shown.length === 0 || shown.some(([name]) => source.taken.has(argumentName(name, new Set()))))
    return wholeBody(content, undefined, source);
  const names: BodyArgument[] = [];
  const properties: [string, JsonSchema][] = [];
  const required: string[] = [];
  const needs: string[] = [];
  const files = new Set<string>();
  for (const [name, property] of shown) {
    const argument = argumentName(name, source.taken);
    source.taken.add(argument);
    names.push({ argument, name });
    if (content.kind === 'multipart' && isFile(property, source.root)) {
      files.add(name);
      properties.push([argument, fileOrFiles(property, source.root)]);
    } else properties.push([argument, source.schemas.convert(property, 'write')]);
    if (!shape.required.has(name)) continue;
    if (content.required) required.push(argument);
    else needs.push(name);
  }
  const parts = content.kind === 'json' ? undefined : partsOf(content, [...files], source);
  return {
    plan: {
      mediaType: content.mediaType,
      kind: content.kind,
      required: content.required,
      arguments: { shape: 'spread', names },
      ...(shape.closed && { closed: true }),
      ...(needs.length > 0 && { needs }),
      ...(parts === undefined ? {} : { parts }),
    },
    properties,
    required,
  };
};

const isFile = (property: unknown, root: Tree): boolean => {
  const schema = treeOf(quietly(() => follow(root, property)));
  if (schema['type'] === 'array') return isFile(schema['items'], root);
  return (
    schema['format'] === 'binary' ||
    schema['format'] === 'byte' ||
    schema['type'] === 'file' ||
    (typeof schema['contentMediaType'] === 'string' && kindOf(schema['contentMediaType']) === 'binary')
  );
};

const fileOrFiles = (property: unknown, root: Tree): JsonSchema => {
  const schema = treeOf(quietly(() => follow(root, property)));
  const file = described(fileSchema, undefined);
  return schema['type'] === 'array' ? { type: 'array', items: file } : file;
};

const partStyles = new Set<string>(['form', 'spaceDelimited', 'pipeDelimited', 'tabDelimited', 'deepObject']);

const partsOf = (
  content: Content,
  files: readonly string[],
  source: BodySource,
): Readonly<Record<string, PartPlan>> | undefined => {
  const parts: Record<string, PartPlan> = {};
  for (const name of files) parts[name] = { file: true };
  for (const [name, given] of Object.entries(treeOf(content.media['encoding']))) {
    const encoding = treeOf(quietly(() => follow(source.root, given)));
    const contentType = textOf(encoding['contentType'])?.split(',')[0]?.trim();
    const style = wordOf(encoding['style']);
    const explode = at(encoding, 'explode');
    parts[name] = {
      ...parts[name],
      ...(contentType === undefined || contentType.includes('*') ? {} : { contentType }),
      ...(partStyles.has(style) ? { style: style as ParameterStyle } : {}),
      ...(typeof explode === 'boolean' ? { explode } : {}),
      ...(encoding['allowReserved'] === true ? { allowReserved: true } : {}),
    };
  }
  return Object.keys(parts).length === 0 ? undefined : parts;
};
