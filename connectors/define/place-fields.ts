import type { BodyArgument, BodyKind, BodyPlan, JsonSchema, ParameterPlan } from '../../core/connector.ts';
import { HubError } from '../../core/errors.ts';
import type { BodyShape, FieldPlace } from './operation.ts';

export interface Fields {
  readonly method: string;
  readonly path: string;
  readonly places: Readonly<Record<string, FieldPlace | undefined>>;
  readonly body: BodyShape;
  /** By field, as JSON Schema, with the names of those that must be there. */
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
}

export interface Placed {
  readonly parameters: readonly ParameterPlan[];
  readonly body: BodyPlan | undefined;
}

const usualStyle = { path: 'simple', query: 'form', header: 'simple', cookie: 'form' } as const;
const argumentName = /^[a-zA-Z0-9_-]{1,64}$/;

/** Every field gets its place on the wire, or is named with the reason why it has none. */
export const placeFields = (fields: Fields): Placed => {
  const { properties, places, path } = fields;
  const inPath = [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name);
  for (const name of Object.keys(places))
    if (!Object.hasOwn(properties, name))
      throw wrong(`"fields" names "${name}", and the input has no such field`);
  const parameters: ParameterPlan[] = [];
  const inBody: BodyArgument[] = [];
  for (const [field, schema] of Object.entries(properties)) {
    if (!argumentName.test(field))
      throw wrong(`the field "${field}" must be named by 1 to 64 letters, digits, "_" and "-"`);
    const place = places[field] ?? {};
    const name = place.name ?? field;
    const where = place.in ?? (inPath.includes(name) ? 'path' : usualPlace(fields.method));
    if (where === 'body') {
      if (fallbackOf(schema) !== undefined)
        throw wrong(`the field "${field}" of the body has a default, which only parameters can have`);
      inBody.push({ argument: field, name });
    } else {
      if (where === 'path' && !inPath.includes(name))
        throw wrong(`the path "${path}" has no place for "${name}"`);
      parameters.push(parameterOf({ field, name, where, schema, place, fields }));
    }
  }
  for (const name of inPath)
    if (!parameters.some((each) => each.in === 'path' && each.name === name))
      throw wrong(`the path names "{${name}}", and no field of the input goes there`);
  return { parameters, body: bodyOf(fields, inBody) };
};

const wrong = (reason: string): HubError => new HubError('connector_invalid', reason);

const usualPlace = (method: string): 'query' | 'body' =>
  ['GET', 'HEAD', 'DELETE'].includes(method) ? 'query' : 'body';

const fallbackOf = (schema: JsonSchema): unknown =>
  typeof schema === 'object' ? schema['default'] : undefined;

interface Parameter {
  readonly field: string;
  readonly name: string;
  readonly where: keyof typeof usualStyle;
  readonly schema: JsonSchema;
  readonly place: FieldPlace;
  readonly fields: Fields;
}

const parameterOf = ({ field, name, where, schema, place, fields }: Parameter): ParameterPlan => {
  const fallback = fallbackOf(schema);
  const style = place.style ?? usualStyle[where];
  return {
    argument: field,
    name,
    in: where,
    required: where === 'path' || fallback !== undefined || fields.required.includes(field),
    style,
    explode: place.explode ?? (style === 'form' || style === 'deepObject'),
    allowReserved: false,
    ...(fallback === undefined ? {} : { fallback }),
  };
};

const mediaTypes: Readonly<Record<BodyKind, string>> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  multipart: 'multipart/form-data',
  text: 'text/plain',
  binary: 'application/octet-stream',
};

const bodyOf = ({ body, required }: Fields, inBody: readonly BodyArgument[]): BodyPlan | undefined => {
  const { kind = 'json', whole, wrapper } = body;
  if (inBody.length === 0) return undefined;
  const about = {
    mediaType: body.mediaType ?? mediaTypes[kind],
    kind,
    ...(wrapper === undefined ? {} : { wrapper }),
  };
  if (whole === undefined) return { ...about, required: true, arguments: { shape: 'spread', names: inBody } };
  const [only, another] = inBody;
  if (only?.argument !== whole || another !== undefined)
    throw wrong(`the body is "${whole}" as a whole, so that no other field can stand in it`);
  return { ...about, required: required.includes(whole), arguments: { shape: 'whole', argument: whole } };
};
