import type { Definitions, Schema } from '../../schema-form/settle.ts';
import { drawnNames, morePointers } from './forms/more.ts';
import { leftOver } from './forms/parts.ts';

/** Places of a task that neither the form, nor the tab with the rest, nor the canvas shows. */
export const alsoIn = (task: unknown, schema: Schema, definitions: Definitions): readonly string[] =>
  leftOver(task, schema, definitions).flatMap((pointer) => {
    if (drawnNames.includes(pointer) || morePointers.includes(pointer)) return [];
    // `input.from` is shown and `input.schema` is not.
    if (!morePointers.some((one) => one.startsWith(`${pointer}/`))) return [pointer];
    const [, name = ''] = pointer.split('/');
    const held = (task as Readonly<Record<string, unknown>>)[name];
    return Object.keys(typeof held === 'object' && held !== null ? held : {})
      .map((part) => `${pointer}/${part}`)
      .filter((one) => !morePointers.includes(one));
  });
