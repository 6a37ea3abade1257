/** What a person who typed `npm start` reads. Apart from this the hub prints log lines only. */
export const firstWords = (facts: { url: string; signInLink: string | undefined; ms: number }): string =>
  [
    '',
    `  App Connect is ready (${(facts.ms / 1000).toFixed(1)} s)`,
    '',
    `  Address   ${facts.url}`,
    ...(facts.signInLink === undefined
      ? []
      : [`  Sign in   ${facts.signInLink}`, '            (works once, for 15 minutes)']),
    '',
    '  Ctrl-C stops it.',
    '',
    '',
  ].join('\n');
