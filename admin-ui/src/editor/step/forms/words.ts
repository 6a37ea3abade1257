import type { MessageKey, Translate } from '../../../messages/translate.ts';
import type { Schema } from '../../../schema-form/settle.ts';

type After<Prefix extends string, Key = MessageKey> = Key extends `${Prefix}${infer Word}` ? Word : never;

/** Words for the fields of our own schemas, in the language of the person. */
export interface FormWords {
  readonly t: Translate;
  /** A field with its name. */
  said(word: After<'editor.step.form.'>, schema: Schema): Schema;
  /** And with a sentence about it. */
  told(word: After<'editor.step.form.'> & After<'editor.step.about.'>, schema: Schema): Schema;
  /** One of some values, each in words; the first one where nothing is said. */
  usually(prefix: string, values: readonly string[]): Schema;
}

export const formWords = (t: Translate): FormWords => {
  const word = (prefix: string, value: string): string =>
    t(`editor.step.choice.${prefix}.${value}` as MessageKey);
  const said: FormWords['said'] = (word, schema) => ({ ...schema, 'x-label': t(`editor.step.form.${word}`) });
  return {
    t,
    said,
    told: (word, schema) => ({ ...said(word, schema), description: t(`editor.step.about.${word}`) }),
    usually: (prefix, values) => ({
      ...oneOf(values.map((value) => [value, word(prefix, value)])),
      'x-literal': true,
      default: word(prefix, values[0] ?? ''),
    }),
  };
};

/** One of some values, with words for each. */
export const oneOf = (values: readonly (readonly [unknown, string])[]): Schema => ({
  oneOf: values.map(([value, title]) => ({ const: value, title })),
});

export const text: Schema = { type: 'string' };
export const fixedText: Schema = { type: 'string', 'x-literal': true };
export const name: Schema = { type: 'string', 'x-literal': true, pattern: '^[A-Za-z_][A-Za-z0-9_]{0,63}$' };
export const flag: Schema = { type: 'boolean', 'x-literal': true };
export const expression: Schema = { 'x-expression': true };
export const mapping: Schema = { type: 'object', 'x-mapping': true };
export const duration: Schema = { 'x-control': 'duration' };
export const named: Schema = { type: 'object' };
export const texts: Schema = { type: 'object', additionalProperties: text };

export const object = (properties: Readonly<Record<string, Schema>>, ...required: string[]): Schema => ({
  ...{ type: 'object', properties, required, 'x-literal': true },
});
export const listOf = (items: Schema): Schema => ({ type: 'array', items, 'x-literal': true });

/** One of several forms; its name says which. */
export const either = (...forms: readonly (readonly [string, Schema])[]): Schema => ({
  oneOf: forms.map(([title, schema]) => ({ ...schema, title })),
  'x-literal': true,
});
