import type { JsonSchema, PagingPlan, ParameterPlan } from '../../core/connector.ts';
import { escapeStep } from '../../core/json-pointer.ts';
import { stepsOf } from './pointer.ts';
import { isTree, listOf, treeOf, type Tree } from './tree.ts';

export interface PagingSource {
  readonly method: string;
  readonly parameters: readonly ParameterPlan[];
  readonly input: JsonSchema;
  readonly output: JsonSchema | undefined;
  readonly definitions: Readonly<Record<string, JsonSchema>>;
}

const cursorNames =
  /^(cursor|page_?cursor|after|next_?cursor|page_?token|next_?page_?token|next_?token|continuation(_?token)?|starting_?after|marker|bookmark|scroll_?id)$/i;
const pageNames = /^(page|page_?number|page_?no|page_?num|page_?index|p)$/i;
const offsetNames = /^(offset|skip|start|start_?at|start_?index|from)$/i;
const sizeNames = /^(limit|per_?page|page_?size|page_?limit|size|count|max_?results|top|rows|maxItems)$/i;
const itemNames = [
  'data',
  'items',
  'results',
  'records',
  'values',
  'entries',
  'value',
  'list',
  'content',
  'objects',
  'elements',
  'rows',
];
/** Where answers keep the next cursor, as property names from the top. */
const nextPlaces = [
  ['next_cursor'],
  ['nextCursor'],
  ['nextPageToken'],
  ['next_page_token'],
  ['nextToken'],
  ['next_token'],
  ['NextToken'],
  ['NextMarker'],
  ['cursor'],
  ['paging', 'next', 'after'],
  ['paging', 'cursors', 'after'],
  ['pagination', 'next_cursor'],
  ['pagination', 'nextCursor'],
  ['meta', 'next_cursor'],
  ['meta', 'nextCursor'],
  ['meta', 'next_token'],
  ['response_metadata', 'next_cursor'],
  ['page_info', 'end_cursor'],
] as const;
const addressPlaces = [
  ['@odata.nextLink'],
  ['nextLink'],
  ['next_page_url'],
  ['nextPageUrl'],
  ['next_page'],
  ['next'],
  ['links', 'next'],
  ['_links', 'next', 'href'],
  ['paging', 'next'],
] as const;

/** How a list goes on, as far as names tell; a person confirms it. */
export const detectPaging = (source: PagingSource): PagingPlan | undefined => {
  if (source.method !== 'GET' || source.output === undefined) return undefined;
  const output = resolve(source.output, source.definitions);
  const items = itemsOf(output, source.definitions);
  if (items === undefined) return undefined;
  const lookIn = { output, definitions: source.definitions };
  const query = source.parameters.filter((parameter) => parameter.in === 'query');
  const named = (pattern: RegExp, mayBe: (argument: string) => boolean = () => true): string | undefined =>
    query.find(({ argument }) => pattern.test(argument) && mayBe(argument))?.argument;
  // `from` and `start` are dates as often as they are numbers.
  const isNumber = (argument: string): boolean =>
    mayBeOf(treeOf(treeOf(source.input)['properties'])[argument], ['integer', 'number'], source.definitions);
  const size = named(sizeNames);
  const cursor = named(cursorNames);
  const next =
    cursor === undefined ? undefined : placeOf(nextPlaces, ['string', 'integer', 'number'], lookIn);
  if (cursor !== undefined && next !== undefined)
    return { kind: 'cursor', argument: cursor, next, items, sure: true };
  const last = named(/^starting_?after$/i);
  const more = placeOf([['has_more']], ['boolean'], lookIn);
  if (last !== undefined && more !== undefined)
    return { kind: 'last', argument: last, id: '/id', more, items, sure: true };
  const address = placeOf(addressPlaces, ['string'], lookIn);
  const offset = named(offsetNames, isNumber);
  const page = named(pageNames, isNumber);
  if (address !== undefined && (page !== undefined || offset !== undefined || address.includes('odata')))
    return { kind: 'url', next: address, items, sure: address.includes('odata') };
  if (page !== undefined)
    return {
      kind: 'page',
      argument: page,
      first: firstPage(page),
      ...(size === undefined ? {} : { size }),
      items,
      sure: false,
    };
  if (offset !== undefined && size !== undefined)
    return { kind: 'offset', argument: offset, size, items, sure: false };
  return undefined;
};

const firstPage = (argument: string): number => (/index/i.test(argument) ? 0 : 1);

export const resolve = (schema: unknown, definitions: Readonly<Record<string, JsonSchema>>): Tree => {
  let found = treeOf(schema);
  for (let steps = 0; steps < 20; steps++) {
    const ref = found['$ref'];
    if (typeof ref !== 'string') return found;
    found = treeOf(definitions[stepsOf(ref)[1] ?? '']);
  }
  return {};
};

/** Nothing said is anything allowed. */
const mayBeOf = (
  schema: unknown,
  types: readonly string[],
  definitions: Readonly<Record<string, JsonSchema>>,
): boolean => {
  const { type } = resolve(schema, definitions);
  return (
    type === undefined || (Array.isArray(type) ? type : [type]).some((each) => types.includes(each as string))
  );
};

const propertiesOf = (
  schema: Tree,
  definitions: Readonly<Record<string, JsonSchema>>,
  seen = new Set<Tree>(),
): Tree => {
  const own = treeOf(schema['properties']);
  const parts = listOf(schema['allOf']);
  if (parts.length === 0 || seen.has(schema)) return own;
  seen.add(schema);
  const all = parts.map((part) => propertiesOf(resolve(part, definitions), definitions, seen));
  return Object.fromEntries([...all, own].flatMap((each) => Object.entries(each)));
};

const itemsOf = (output: Tree, definitions: Readonly<Record<string, JsonSchema>>): string | undefined => {
  if (isArray(output)) return '';
  const properties = propertiesOf(output, definitions);
  const lists = Object.keys(properties).filter((name) => isArray(resolve(properties[name], definitions)));
  const chosen =
    itemNames.find((name) => lists.includes(name)) ?? (lists.length === 1 ? lists[0] : undefined);
  return chosen === undefined ? undefined : `/${escapeStep(chosen)}`;
};

const isArray = (schema: Tree): boolean =>
  schema['type'] === 'array' ||
  (Array.isArray(schema['type']) && schema['type'].includes('array')) ||
  isTree(schema['items']);

const placeOf = (
  places: readonly (readonly string[])[],
  types: readonly string[],
  { output, definitions }: { output: Tree; definitions: Readonly<Record<string, JsonSchema>> },
): string | undefined => {
  const place = places.find((steps) => {
    let schema: Tree = output;
    for (const step of steps) {
      const properties = propertiesOf(schema, definitions);
      if (!Object.hasOwn(properties, step)) return false;
      schema = resolve(properties[step], definitions);
    }
    return mayBeOf(schema, types, definitions) && schema['properties'] === undefined;
  });
  return place === undefined ? undefined : `/${place.map(escapeStep).join('/')}`;
};
