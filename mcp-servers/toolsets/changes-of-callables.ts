/** Events after which another thing may stand behind a tool. */
export const changesOfCallables = [
  ...['connector.published', 'connector.imported', 'connector.deleted', 'flow.published', 'flow.deleted'],
] as const;
