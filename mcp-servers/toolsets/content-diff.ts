import { canonicalText } from './reach.ts';
import type { ToolsetContent, ToolSpec } from './content.ts';

/** What differs between two contents of a toolset: tools by their names, and all else by its field. */
export interface ContentDiff {
  readonly added: readonly ToolSpec[];
  readonly removed: readonly ToolSpec[];
  readonly changed: readonly { readonly name: string; readonly before: ToolSpec; readonly after: ToolSpec }[];
  readonly settings: readonly { readonly field: string; readonly before: unknown; readonly after: unknown }[];
}

type Titled = ToolsetContent & { readonly title: string };

const settings = ['title', 'instructions', 'mode', 'server', 'connection', 'outputs', 'keepContent'] as const;

export const contentDiff = (before: Titled, after: Titled): ContentDiff => {
  const olds = new Map(before.tools.map((tool) => [tool.name, tool]));
  const news = new Map(after.tools.map((tool) => [tool.name, tool]));
  return {
    added: after.tools.filter(({ name }) => !olds.has(name)),
    removed: before.tools.filter(({ name }) => !news.has(name)),
    changed: after.tools.flatMap((tool) => {
      const old = olds.get(tool.name);
      if (old === undefined || canonicalText(old) === canonicalText(tool)) return [];
      return [{ name: tool.name, before: old, after: tool }];
    }),
    settings: settings.flatMap((field) =>
      before[field] === after[field]
        ? []
        : [{ field, before: before[field] ?? null, after: after[field] ?? null }],
    ),
  };
};
