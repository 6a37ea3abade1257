import { isList, isObject, type PlainObject } from '../../../core/schema/plain.ts';
import { lettersOf, shortDescription } from './short-description.ts';

export interface CleanedIn {
  readonly schema: PlainObject;
  /** Of the property that it describes; empty elsewhere. */
  readonly name: string;
  readonly mostDescription: number;
  readonly isInput: boolean;
}

/** Left out: nothing is lost by it. */
export const dropped = Symbol('dropped');

const mostExample = 60;
const mostDefault = 120;
const machineFormats: ReadonlySet<unknown> = new Set(['int32', 'int64', 'float', 'double']);

/** A keyword that holds no schemas, as a model needs it; nothing that checks a value is loosened here. */
export const cleanedKeyword = (keyword: string, value: unknown, within: CleanedIn): unknown => {
  const { schema, name, mostDescription, isInput } = within;
  switch (keyword) {
    case 'description': {
      if (typeof value !== 'string') return dropped;
      const { title } = schema;
      return shortDescription(value, { most: mostDescription, name, title, of: schema }) || dropped;
    }
    case 'title': {
      const isSaid =
        typeof schema['description'] === 'string' || lettersOf(String(value)) === lettersOf(name);
      return isSaid || mostDescription === 0 ? dropped : value;
    }
    case 'examples':
      return isInput && isList(value) && value.length > 0 && sizeOf(value[0]) <= mostExample
        ? [value[0]]
        : dropped;
    case 'default':
      return isInput && sizeOf(value) <= mostDefault ? value : dropped;
    case '$comment':
    case 'example':
    case 'externalDocs':
    case 'xml':
    case 'contentMediaType':
      return dropped;
    case '$schema':
      return String(value).includes('2020-12') ? dropped : value;
    case 'deprecated':
    case 'readOnly':
    case 'writeOnly':
    case 'uniqueItems':
    case 'nullable':
      return value === true ? value : dropped;
    case 'format':
      return machineFormats.has(value) ? dropped : value;
    case 'minimum':
      return value === Number.MIN_SAFE_INTEGER ? dropped : value;
    case 'maximum':
      return value === Number.MAX_SAFE_INTEGER ? dropped : value;
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return value === 0 ? dropped : value;
    case 'required':
      return isList(value) && value.length === 0 ? dropped : value;
    case 'properties':
    case 'patternProperties':
      return isObject(value) && Object.keys(value).length === 0 ? dropped : value;
    case 'additionalProperties':
    case 'unevaluatedProperties':
    case 'items':
    case 'propertyNames':
      return isAnything(value) ? dropped : value;
    default:
      return keyword.startsWith('x-') ? dropped : value;
  }
};

const isAnything = (value: unknown): boolean =>
  value === true || (isObject(value) && Object.keys(value).length === 0);

export const sizeOf = (value: unknown): number => (JSON.stringify(value) ?? '').length;
