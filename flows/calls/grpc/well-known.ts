import { isFields } from '../given.ts';

/** The types that Google gives along with the language: their files, and the forms of their own that JSON has for them. */

const files: Readonly<Record<string, string>> = {
  timestamp: 'message Timestamp { int64 seconds = 1; int32 nanos = 2; }',
  duration: 'message Duration { int64 seconds = 1; int32 nanos = 2; }',
  empty: 'message Empty {}',
  any: 'message Any { string type_url = 1; bytes value = 2; }',
  field_mask: 'message FieldMask { repeated string paths = 1; }',
  struct: `message Struct { map<string, Value> fields = 1; }
    message Value { oneof kind { NullValue null_value = 1; double number_value = 2; string string_value = 3;
      bool bool_value = 4; Struct struct_value = 5; ListValue list_value = 6; } }
    enum NullValue { NULL_VALUE = 0; }
    message ListValue { repeated Value values = 1; }`,
  wrappers: ['Double', 'Float', 'Int64', 'UInt64', 'Int32', 'UInt32', 'Bool', 'String', 'Bytes']
    .map((name) => `message ${name}Value { ${name.toLowerCase()} value = 1; }`)
    .join('\n'),
};

/** The file behind an import, where everybody has it. */
export const wellKnownFile = (path: string): string | undefined => {
  const name = /^google\/protobuf\/([a-z_]+)\.proto$/.exec(path)?.[1];
  const source = name === undefined || !Object.hasOwn(files, name) ? undefined : files[name];
  return source === undefined ? undefined : `syntax = "proto3"; package google.protobuf; ${source}`;
};

interface Form {
  /** Undefined: it cannot be one. */
  from(json: unknown): unknown;
  to(message: Readonly<Record<string, unknown>>): unknown;
}

const wrapper: Form = { from: (value) => ({ value }), to: ({ value }) => value };

const parts = (text: string): { seconds: string; nanos: number } | undefined => {
  const [, sign = '', seconds, fraction = ''] = /^(-?)(\d{1,15})(?:\.(\d{1,9}))?s$/.exec(text) ?? [];
  if (seconds === undefined) return undefined;
  const nanos = Number(`${sign}${fraction.padEnd(9, '0') || '0'}`);
  return { seconds: `${sign}${seconds}`, nanos };
};

const fractionOf = (nanos: number): string =>
  nanos === 0
    ? ''
    : `.${String(Math.abs(nanos))
        .padStart(9, '0')
        .replace(/(?:000)+$/, '')}`;

const timestamp: Form = {
  from: (value) => {
    if (typeof value !== 'string') return isFields(value) ? value : undefined;
    const [, whole, fraction = '', zone] =
      /^(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)$/.exec(value) ?? [];
    const ms = Date.parse(`${whole}${zone}`.toUpperCase());
    return Number.isNaN(ms)
      ? undefined
      : { seconds: String(ms / 1_000), nanos: Number(fraction.padEnd(9, '0')) };
  },
  to: (message) => {
    const ms = Number(message['seconds']) * 1_000;
    // Outside of the years that texts can say.
    if (!(Math.abs(ms) <= 8.64e15)) return message;
    return `${new Date(ms).toISOString().slice(0, -5)}${fractionOf(Number(message['nanos']))}Z`;
  },
};

const duration: Form = {
  from: (value) => (typeof value === 'string' ? parts(value) : isFields(value) ? value : undefined),
  to: ({ seconds, nanos }) => {
    const [whole, rest] = [Number(seconds), Number(nanos)];
    const sign = whole < 0 || rest < 0 ? '-' : '';
    return `${sign}${Math.abs(whole)}${fractionOf(rest)}s`;
  },
};

const value: Form = {
  from: (json) => {
    if (json === null) return { nullValue: 0 };
    if (typeof json === 'number') return { numberValue: json };
    if (typeof json === 'string') return { stringValue: json };
    if (typeof json === 'boolean') return { boolValue: json };
    return Array.isArray(json) ? { listValue: json } : { structValue: json };
  },
  to: (message) => {
    const [kind, inner] = Object.entries(message)[0] ?? ['nullValue', null];
    return kind === 'nullValue' ? null : inner;
  },
};

const forms: Readonly<Record<string, Form | undefined>> = {
  Timestamp: timestamp,
  Duration: duration,
  Value: value,
  Struct: { from: (fields) => (isFields(fields) ? { fields } : undefined), to: ({ fields }) => fields },
  ListValue: {
    from: (values) => (Array.isArray(values) ? { values } : undefined),
    to: ({ values }) => values,
  },
  FieldMask: {
    from: (paths) =>
      typeof paths === 'string' ? { paths: paths === '' ? [] : paths.split(',') } : undefined,
    to: ({ paths }) => (paths as readonly string[]).join(','),
  },
  ...Object.fromEntries(
    ['Double', 'Float', 'Int64', 'UInt64', 'Int32', 'UInt32', 'Bool', 'String', 'Bytes'].map((name) => [
      `${name}Value`,
      wrapper,
    ]),
  ),
};

const formOf = (name: string): Form | undefined => {
  const own = name.startsWith('google.protobuf.') ? name.slice('google.protobuf.'.length) : '';
  return Object.hasOwn(forms, own) ? forms[own] : undefined;
};

/** JSON's form as the fields of the message. */
export const fromJson = (name: string, json: unknown): unknown => {
  const form = formOf(name);
  return form === undefined ? json : form.from(json);
};

export const toJson = (name: string, message: Readonly<Record<string, unknown>>): unknown => {
  const form = formOf(name);
  return form === undefined ? message : form.to(message);
};
