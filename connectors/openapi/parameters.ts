import type { JsonSchema, ParameterPlace, ParameterPlan, ParameterStyle } from '../../core/connector.ts';
import { argumentName } from './names.ts';
import { follow } from './pointer.ts';
import type { Schemas } from './schemas.ts';
import { isTree, listOf, textOf, treeOf, wordOf, type Tree } from './tree.ts';

export interface PlannedParameter {
  readonly plan: ParameterPlan;
  readonly schema: JsonSchema;
}

const places = new Set<string>(['path', 'query', 'header', 'cookie']);
/** The specification leaves these to media types and security; to set them by hand would only break the call. */
const ownedHeaders = new Set(['accept', 'content-type', 'authorization', 'content-length', 'host']);

/** Of the path and of the operation, references followed; the operation's own take the place of the path's. */
export const gatherParameters = (root: Tree, pathItem: Tree, operation: Tree): Tree[] => {
  const found = new Map<string, Tree>();
  for (const given of [...listOf(pathItem['parameters']), ...listOf(operation['parameters'])]) {
    const parameter = follow(root, given);
    if (!isTree(parameter)) continue;
    const name = textOf(parameter['name']) ?? wordOf(parameter['name']);
    const place = wordOf(parameter['in']).toLowerCase();
    if (name === '' && place !== 'body') continue;
    // A body has one place; two of Swagger's body parameters are one too many.
    found.set(place === 'body' ? 'body' : `${place} ${name}`, {
      ...parameter,
      name,
      in: place === 'formdata' ? 'formData' : place,
    });
  }
  return [...found.values()];
};

export interface ParameterSource {
  readonly path: string;
  readonly schemas: Schemas;
  readonly notes: string[];
  /** Argument names that are spoken for; filled in. */
  readonly taken: Set<string>;
}

export const planParameters = (parameters: readonly Tree[], source: ParameterSource): PlannedParameter[] => {
  const inPath = [...source.path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] as string);
  const planned: PlannedParameter[] = [];
  for (const parameter of parameters) {
    const place = wordOf(parameter['in']);
    const name = wordOf(parameter['name']);
    if (!places.has(place)) {
      source.notes.push(`The parameter "${name}" stands in "${place}", which is no place; it is left out.`);
    } else if (place === 'path' && !inPath.includes(name)) {
      source.notes.push(`The path has no place for its parameter "${name}"; it is left out.`);
    } else if (!(place === 'header' && ownedHeaders.has(name.toLowerCase()))) {
      planned.push(planOne(parameter, place as ParameterPlace, source));
    }
  }
  for (const name of new Set(inPath)) {
    if (planned.some(({ plan }) => plan.in === 'path' && plan.name === name)) continue;
    source.notes.push(`The path names "${name}" and no parameter says what it is; it is taken as a text.`);
    planned.push(planOne({ name, in: 'path', schema: { type: 'string' } }, 'path', source));
  }
  return planned;
};

const planOne = (parameter: Tree, place: ParameterPlace, source: ParameterSource): PlannedParameter => {
  const name = wordOf(parameter['name']);
  const argument = argumentName(name, source.taken);
  source.taken.add(argument);
  const [content, media] = Object.entries(treeOf(parameter['content']))[0] ?? [];
  const given = content === undefined ? parameter['schema'] : treeOf(media)['schema'];
  const schema = source.schemas.convert(given ?? {}, 'write');
  const style = styleOf(parameter, place);
  const fallback = fallbackOf(schema);
  return {
    plan: {
      argument,
      name,
      in: place,
      required: place === 'path' || parameter['required'] === true || parameter['required'] === 'true',
      style,
      explode:
        typeof parameter['explode'] === 'boolean'
          ? parameter['explode']
          : style === 'form' || style === 'deepObject',
      allowReserved: parameter['allowReserved'] === true,
      ...(content === undefined ? {} : { content }),
      ...(fallback === undefined ? {} : { fallback }),
    },
    schema: described(place === 'path' ? filled(schema) : schema, textOf(parameter['description'])),
  };
};

/** Something has to stand in a path: an empty text would reach another operation. */
const filled = (schema: JsonSchema): JsonSchema => {
  if (typeof schema === 'boolean' || schema['type'] !== 'string') return schema;
  const choices = schema['enum'];
  return {
    ...schema,
    ...(schema['minLength'] === undefined || schema['minLength'] === 0 ? { minLength: 1 } : {}),
    ...(Array.isArray(choices) ? { enum: choices.filter((choice) => choice !== '') } : {}),
  };
};

const allowed: Readonly<Record<ParameterPlace, readonly ParameterStyle[]>> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'tabDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form'],
};

const styleOf = (parameter: Tree, place: ParameterPlace): ParameterStyle => {
  const wanted = wordOf(parameter['style']);
  const [usual = 'form'] = allowed[place];
  return allowed[place].find((style) => style === wanted) ?? usual;
};

const fallbackOf = (schema: JsonSchema): unknown => {
  if (typeof schema === 'boolean') return undefined;
  if (schema['default'] !== undefined && schema['default'] !== null) return schema['default'];
  if (schema['const'] !== undefined) return schema['const'];
  const choices = schema['enum'];
  return Array.isArray(choices) && choices.length === 1 ? (choices[0] as unknown) : undefined;
};

export const described = (schema: JsonSchema, description: string | undefined): JsonSchema => {
  if (description === undefined || description === '') return schema;
  if (schema === true) return { description };
  return schema === false || typeof schema['description'] === 'string' ? schema : { ...schema, description };
};
