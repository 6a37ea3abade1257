import { unescapeStep } from '../json-pointer.ts';
import type { JsonSchema } from '../connector.ts';
import { isList, isObject, isSchema, own } from './plain.ts';
import type { Check } from './run.ts';
import { subschemasOf } from './subschemas.ts';

/**
 * Where references lead. Each schema that is compiled is a document; the definitions of a connector are one more, to
 * which the others fall back. Within a document, `$id` begins a resource with its own base, anchors and pointers.
 * Nothing is ever fetched.
 */
export interface SchemaDocument {
  readonly root: Resource;
  /** Where a reference is looked up that leads nowhere in here. */
  readonly definitions: SchemaDocument | null;
  readonly byUri: Map<string, Resource>;
  readonly byRoot: Map<object, Resource>;
  /** Anchors and ids are collected when the first reference asks for one: most schemas have none. */
  indexed: boolean;
}

export interface Resource {
  readonly base: string;
  readonly root: JsonSchema;
  readonly document: SchemaDocument;
  readonly anchors: Map<string, Place>;
  readonly dynamicAnchors: Map<string, Place>;
  readonly checks: Map<object, Check>;
}

/** A schema, and the resource that its references start from. */
export interface Place {
  readonly schema: JsonSchema;
  readonly resource: Resource;
}

/** The base of documents that do not say where they live. */
const nowhere = 'schema:/';

export const openDocument = (root: JsonSchema, definitions: SchemaDocument | null): SchemaDocument => {
  const byUri = new Map<string, Resource>();
  const byRoot = new Map<object, Resource>();
  // The document and its root resource name each other.
  const document = { definitions, byUri, byRoot, indexed: false } as SchemaDocument & { root: Resource };
  document.root = newResource(root, { base: nowhere, document });
  return document;
};

const newResource = (root: JsonSchema, { base, document }: Pick<Resource, 'base' | 'document'>): Resource => {
  const id = idOf(root);
  const resource: Resource = {
    base: (id === undefined ? undefined : absolute(id, base)) ?? base,
    root,
    document,
    anchors: new Map(),
    dynamicAnchors: new Map(),
    checks: new Map(),
  };
  if (isObject(root)) document.byRoot.set(root, resource);
  if (!document.byUri.has(resource.base)) document.byUri.set(resource.base, resource);
  return resource;
};

const idOf = (schema: unknown): string | undefined => {
  const id = isObject(schema) ? own(schema, '$id') : undefined;
  return typeof id === 'string' && !id.startsWith('#') ? id : undefined;
};

const absolute = (uri: string, base: string): string | undefined => {
  const at = uri.indexOf('#');
  return URL.parse(at < 0 ? uri : uri.slice(0, at), base)?.href;
};

/** The place of a schema inside a resource: `$id` begins another one. */
export const placeOf = (schema: JsonSchema, within: Resource): Place => {
  if (!isObject(schema) || idOf(schema) === undefined) return { schema, resource: within };
  const known = within.document.byRoot.get(schema);
  return { schema, resource: known ?? newResource(schema, within) };
};

/** Where a reference leads, or null: to something unknown, or to something that is no schema. */
export const resolveReference = (reference: string, from: Resource): Place | null => {
  const at = reference.indexOf('#');
  const uri = at < 0 ? reference : reference.slice(0, at);
  const fragment = at < 0 ? '' : decoded(reference.slice(at + 1));
  const resource = uri === '' ? from : resourceAt(uri, from);
  return resource === null ? null : placeIn(resource, fragment);
};

const decoded = (fragment: string): string => {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
};

const resourceAt = (uri: string, from: Resource): Resource | null => {
  const href = absolute(uri, from.base);
  if (href === undefined) return null;
  for (let document: SchemaDocument | null = from.document; document; document = document.definitions) {
    index(document);
    const found = document.byUri.get(href);
    if (found !== undefined) return found;
  }
  return null;
};

const placeIn = (resource: Resource, fragment: string): Place | null => {
  if (fragment === '') return { schema: resource.root, resource };
  if (!fragment.startsWith('/')) {
    index(resource.document);
    return resource.anchors.get(fragment) ?? resource.dynamicAnchors.get(fragment) ?? null;
  }
  const found = pointTo(resource, fragment);
  const { definitions } = resource.document;
  return found ?? (definitions === null ? null : pointTo(definitions.root, fragment));
};

const pointTo = (start: Resource, pointer: string): Place | null => {
  let node: unknown = start.root;
  let resource = start;
  for (const step of pointer.slice(1).split('/')) {
    const key = unescapeStep(step);
    if (isList(node)) node = /^(0|[1-9]\d*)$/.test(key) ? node[Number(key)] : undefined;
    else node = isObject(node) ? own(node, key) : undefined;
    if (isObject(node)) ({ resource } = placeOf(node, resource));
  }
  return isSchema(node) ? { schema: node, resource } : null;
};

export const dynamicAnchorOf = (resource: Resource, name: string): Place | undefined => {
  index(resource.document);
  return resource.dynamicAnchors.get(name);
};

const index = (document: SchemaDocument): void => {
  if (document.indexed) return;
  document.indexed = true;
  const visited = new Set<object>();
  const waiting: Place[] = [{ schema: document.root.root, resource: document.root }];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { schema, resource } = place;
    if (!isObject(schema) || visited.has(schema)) continue;
    visited.add(schema);
    note(resource.anchors, own(schema, '$anchor'), place);
    note(resource.dynamicAnchors, own(schema, '$dynamicAnchor'), place);
    for (const sub of subschemasOf(schema)) waiting.push(placeOf(sub, resource));
  }
};

const note = (anchors: Map<string, Place>, name: unknown, place: Place): void => {
  if (typeof name === 'string' && !anchors.has(name)) anchors.set(name, place);
};
