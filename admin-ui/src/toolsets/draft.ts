import type { Callable, ToolSpec, ToolsetContent, ToolsetFacts } from '../api/shapes.ts';

/** All of a toolset that is edited: what models see of it, and its title. */
export interface ToolsetDraft extends ToolsetContent {
  readonly title: string;
}

/** One text for the same draft: what is saved and what is kept are compared by it. */
const draftText = ({ title, ...content }: ToolsetDraft): string => JSON.stringify({ title, ...content });

export const draftIn = (text: string): ToolsetDraft => JSON.parse(text) as ToolsetDraft;

/** Reads a text once: with thousands of tools that is felt at each key. */
export const rememberDraft = (): { of(text: string): ToolsetDraft; keep(draft: ToolsetDraft): string } => {
  let last: { readonly text: string; readonly draft: ToolsetDraft } | undefined;
  const remember = (text: string, draft: ToolsetDraft): void => {
    last = { text, draft };
  };
  return {
    of: (text) => {
      if (last?.text !== text) remember(text, draftIn(text));
      return last?.draft ?? draftIn(text);
    },
    keep: (draft) => {
      const text = draftText(draft);
      remember(text, draft);
      return text;
    },
  };
};

export const textOfFacts = ({ toolset, content }: Pick<ToolsetFacts, 'toolset' | 'content'>): string =>
  draftText({ ...content, title: toolset.title });

/** What every model API takes. */
const longest = 64;

/** `hubspot.contacts.create` becomes `hubspot_contacts_create`, and `…_2` where that is taken. */
export const toolName = (operation: string, taken: ReadonlySet<string>): string => {
  const plain = operation.replace(/^flow\./, '').replace(/[^a-zA-Z0-9_-]+/g, '_');
  // Who the connector is, is seldom what a long name should keep.
  const whole = plain.length <= longest ? plain : plain.slice(-longest).replace(/^[_-]+/, '');
  for (let number = 1; ; number += 1) {
    const end = number === 1 ? '' : `_${number}`;
    const name = whole.slice(0, longest - end.length) + end;
    if (!taken.has(name)) return name;
  }
};

/** The draft with more tools; those that it has already are not added again. */
export const withTools = (
  draft: ToolsetDraft,
  callables: readonly Pick<Callable, 'name'>[],
): ToolsetDraft => {
  const chosen = new Set(draft.tools.map(({ operation }) => operation));
  const taken = new Set(draft.tools.map(({ name }) => name));
  const added: ToolSpec[] = [];
  for (const { name: operation } of callables) {
    if (chosen.has(operation)) continue;
    const name = toolName(operation, taken);
    taken.add(name);
    chosen.add(operation);
    added.push({ name, operation, arguments: {} });
  }
  return added.length === 0 ? draft : { ...draft, tools: [...draft.tools, ...added] };
};

export const withoutTool = (draft: ToolsetDraft, at: number): ToolsetDraft => ({
  ...draft,
  tools: draft.tools.filter((_, place) => place !== at),
});

/** The tool at a place, changed; a field that becomes undefined is gone. */
export const withTool = (draft: ToolsetDraft, at: number, tool: ToolSpec): ToolsetDraft => ({
  ...draft,
  tools: draft.tools.map((one, place) => (place === at ? tool : one)),
});

export const moved = (draft: ToolsetDraft, from: number, to: number): ToolsetDraft => {
  const tool = draft.tools[from];
  if (tool === undefined || to < 0 || to >= draft.tools.length) return draft;
  const rest = draft.tools.toSpliced(from, 1);
  return { ...draft, tools: rest.toSpliced(to, 0, tool) };
};
