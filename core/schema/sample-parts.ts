import { isList, isObject, isSchema, own, type PlainObject } from './plain.ts';
import { type Place, placeOf, resolveReference } from './resource.ts';

/** What several schemas say together about one value: for samples, which look at all of them at once. */

export interface Part {
  readonly schema: PlainObject;
  readonly place: Place;
}

/** References followed and `allOf` laid open; null for a circle, or where nothing is allowed. */
export const flatten = (places: readonly Place[], active: ReadonlySet<object>): Part[] | null => {
  const parts = new Map<object, Part>();
  const waiting = [...places].reverse();
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { schema, resource } = place;
    if (schema === true) continue;
    if (schema === false || active.has(schema)) return null;
    if (parts.has(schema)) continue;
    parts.set(schema, { schema, place });
    const allOf = own(schema, 'allOf');
    for (const sub of isList(allOf) ? allOf.toReversed() : []) {
      if (isSchema(sub)) waiting.push(placeOf(sub, resource));
    }
    for (const keyword of ['$ref', '$dynamicRef']) {
      const reference = own(schema, keyword);
      const target = typeof reference === 'string' ? resolveReference(reference, resource) : null;
      if (target !== null) waiting.push(target);
    }
  }
  return [...parts.values()];
};

/** Values out of the document, the likeliest first. */
export const givenBy = (schema: PlainObject): unknown[] => {
  const lists = ['examples', 'enum'].map((keyword) => own(schema, keyword));
  const [examples, choices] = lists.map((list) => (isList(list) ? list.slice(0, 10) : []));
  const single = ['example', 'const', 'default'].filter((keyword) => Object.hasOwn(schema, keyword));
  const [first, ...others] = single.map((keyword) => own(schema, keyword));
  const ordered = [first, ...(examples ?? []), ...others, ...(choices ?? [])];
  return ordered.filter((value) => value !== undefined);
};

/** The alternatives that a schema offers: each a list of schemas that go together. */
export const branchesOf = (schema: PlainObject, { resource }: Place): Place[][] => {
  const place = (name: string): Place[] => {
    const sub = own(schema, name);
    return isSchema(sub) ? [placeOf(sub, resource)] : [];
  };
  const lists = ['oneOf', 'anyOf'].flatMap((keyword) => {
    const list = own(schema, keyword);
    return isList(list) ? [list.filter(isSchema).slice(0, 8)] : [];
  });
  const [one = [], any = []] = lists.map((list) => list.map((sub) => placeOf(sub, resource)));
  const both = one.flatMap((first) => (any.length === 0 ? [[first]] : any.map((second) => [first, second])));
  const condition = isSchema(own(schema, 'if')) ? [place('else'), [...place('if'), ...place('then')]] : [[]];
  const alternatives = both.length === 0 ? [[]] : both;
  const all = alternatives.flatMap((branch) => condition.map((more) => [...branch, ...more]));
  return all.length === 1 && all[0]?.length === 0 ? [] : all;
};

const hints: readonly (readonly [string, readonly string[]])[] = [
  ['object', ['properties', 'required', 'additionalProperties', 'patternProperties', 'minProperties']],
  ['array', ['items', 'prefixItems', 'minItems', 'contains', 'uniqueItems']],
  ['string', ['pattern', 'minLength', 'maxLength', 'format']],
  ['number', ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']],
];

export const typeOf = (schemas: readonly PlainObject[]): string | undefined => {
  const lists = schemas.flatMap((schema) => {
    const type = own(schema, 'type');
    return type === undefined ? [] : [isList(type) ? type : [type]];
  });
  const [first = [], ...others] = lists;
  const narrower = (type: unknown, list: readonly unknown[]): boolean =>
    list.includes(type) || (type === 'integer' && list.includes('number'));
  const types = [...first, ...(first.includes('number') ? ['integer'] : [])].filter((type) =>
    others.every((list) => narrower(type, list)),
  );
  const type = types.find((each) => each !== 'null') ?? types[0];
  if (typeof type === 'string') return type;
  return hints.find(([, keywords]) =>
    schemas.some((schema) => keywords.some((k) => Object.hasOwn(schema, k))),
  )?.[0];
};

export const itemAt = (parts: readonly Part[], at: number): Place[] =>
  parts.flatMap(({ schema, place }) => {
    const prefix = own(schema, 'prefixItems');
    const sub = isList(prefix) && at < prefix.length ? prefix[at] : own(schema, 'items');
    return isSchema(sub) ? [placeOf(sub, place.resource)] : [];
  });

export const under = (parts: readonly Part[], keyword: string): Place[] =>
  parts.flatMap(({ schema, place }) => {
    const sub = own(schema, keyword);
    return isSchema(sub) ? [placeOf(sub, place.resource)] : [];
  });

export const numbers = (parts: readonly Part[], keyword: string): number[] =>
  parts.map(({ schema }) => own(schema, keyword)).filter((value) => typeof value === 'number');

export const propertyAt = (parts: readonly Part[], name: string): Place[] =>
  parts.flatMap(({ schema, place }) => {
    const map = own(schema, 'properties');
    const named = isObject(map) ? own(map, name) : undefined;
    const sub = named ?? own(schema, 'additionalProperties');
    // Beside `allOf`, a closed schema would refuse the properties of its neighbours, which it does not mean.
    return isSchema(sub) && (named !== undefined || sub !== false) ? [placeOf(sub, place.resource)] : [];
  });
