import type { BodyKind } from './connector.ts';

export interface MediaType {
  /** In lower case, without parameters; '' where there is none. */
  readonly type: string;
  readonly charset?: string;
}

export const readMediaType = (header: string | undefined): MediaType => {
  const [type = '', ...rest] = (header ?? '').split(';');
  const given = rest.map((part) => /^\s*charset\s*=\s*"?([^"\s]+)"?\s*$/i.exec(part)?.[1]);
  const charset = given.find((name) => name !== undefined);
  return {
    type: type.trim().toLowerCase(),
    ...(charset === undefined ? {} : { charset: charset.toLowerCase() }),
  };
};

const texts =
  /^(text\/.*|application\/((x-)?(xml|javascript|ecmascript|yaml|csv|sql|graphql|rtf|ndjson|jsonl|jsonlines)|json-seq)|.*\+(xml|yaml|json-seq))$/;

/** By its last word: besides `+json` there are `application/x-json` and `application/vnd.some.json`. */
export const isJsonType = (type: string): boolean => /[/+.-]json$/.test(type);

/** Documents that hold several JSON values: read as text, since no reader of JSON takes them. */
export const isJsonLines = (type: string): boolean => /[/-](x-)?(ndjson|jsonl|jsonlines)$/.test(type);

/** What bytes of this type are, by the type alone, as `readMediaType` gives it. */
export const kindOfType = (type: string): BodyKind => {
  if (isJsonType(type)) return 'json';
  if (type === 'application/x-www-form-urlencoded') return 'form';
  return texts.test(type) ? 'text' : 'binary';
};

/** How well a type of the document, which may be a range, fits: 3 exactly, 2 `image/*`, 1 anything, 0 not at all. */
export const fitOf = (declared: string, type: string): number => {
  const range = readMediaType(declared).type;
  if (range === type) return 3;
  if (range === '*/*' || range === '*') return 1;
  return range.endsWith('/*') && type.startsWith(range.slice(0, -1)) ? 2 : 0;
};

const plain = /^[a-zA-Z0-9!#$&^_.+-]+\/[a-zA-Z0-9!#$&^_.+-]+(\s*;[\x20-\x7e]*)?$/;

/** One media type and no range of them, safe to stand in a header. */
export const isConcreteType = (text: string): boolean => plain.test(text);
