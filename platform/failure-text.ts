const longest = 500;

/** What looks like a credential, whatever system it belongs to. */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^/\s@]{1,300}@/gi, '$1[redacted]@'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, '$1 [redacted]'],
  [/\beyJ[\w-]{5,}\.[\w-]+(\.[\w-]*)?/g, '[redacted]'],
  [
    /([\w-]*(?:password|passwd|secret|token|api[_-]?key|authorization|cookie|signature))(["']?\s*[=:]\s*)("[^"]*"|'[^']*'|(?:(?:bearer|basic)\s+)?[^\s"'&,;]{3,})/gi,
    '$1$2[redacted]',
  ],
  [/([?&](?:code|key|sig)=)[^&\s]+/gi, '$1[redacted]'],
  [/\b(hub|sk|pk|ghp|xox[abp])[_-][\w-]{12,}/g, '[redacted]'],
  [/\b[0-9a-f]{32,}\b/gi, '[redacted]'],
];

/**
 * The message of an error, fit to be stored and shown to an admin: without stack, without what looks like a secret,
 * short, and free of characters that the database refuses.
 */
export const failureText = (error: unknown): string => {
  const message = error instanceof Error ? error.message || error.name : String(error);
  // Cut before the patterns run, too: an error may carry a whole answer of somebody else.
  let text = message
    .slice(0, 4 * longest)
    .replaceAll('\0', '')
    .toWellFormed();
  for (const [pattern, instead] of secrets) text = text.replace(pattern, instead);
  text = text.trim();
  return text.length <= longest ? text : `${text.slice(0, longest - 1).toWellFormed()}…`;
};
