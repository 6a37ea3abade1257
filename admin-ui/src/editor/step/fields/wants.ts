import type { Schema } from '../../../schema-form/settle.ts';

/**
 * Marks of our own in schemas: `x-expression` is nothing but an expression, `x-mapping` one or an object of them; both may
 * leave out the signs around it.
 */
export const wantsExpression = (schema: Schema): 'always' | 'bare' | 'marked' =>
  schema['x-expression'] === true ? 'always' : schema['x-mapping'] === true ? 'bare' : 'marked';
