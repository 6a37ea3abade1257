/** Ways to look at a flow that is edited. */
export const views = ['canvas', 'both', 'text'] as const;
export type View = (typeof views)[number];

/** What stands beside it. */
export type Aside = 'inspect' | 'problems' | 'assistant';
