import { isRecord } from '../schema-form/settle.ts';

/** A tool as `tools/list` gives it. */
export interface ListedTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: unknown;
}

export const toolsIn = (value: unknown): readonly ListedTool[] =>
  (Array.isArray(value) ? value : []).flatMap((one: unknown) => {
    if (!isRecord(one) || typeof one['name'] !== 'string') return [];
    const { name, title, description, inputSchema } = one;
    return [
      {
        name,
        title: typeof title === 'string' ? title : '',
        description: typeof description === 'string' ? description : '',
        inputSchema,
      },
    ];
  });
