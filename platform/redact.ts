/** Names of fields whose values never reach a log, in whatever spelling: `apiKey`, `api_key` and `api-key` are one. */
const secretNames = new Set([
  'password',
  'secret',
  'token',
  'authorization',
  'cookie',
  'setcookie',
  'apikey',
  'key',
  'code',
  'accesstoken',
  'refreshtoken',
  'idtoken',
  'clientsecret',
  'sealed',
  'link',
]);
const deepest = 6;
const known = new Map<string, boolean>();

const isSecret = (name: string): boolean => {
  const before = known.get(name);
  if (before !== undefined) return before;
  const secret = secretNames.has(name.toLowerCase().replace(/[-_]/g, ''));
  // Names of fields stand in the code, and are few; what comes from outside must not fill the memory.
  if (known.size < 1_000) known.set(name, secret);
  return secret;
};

/**
 * The same value without secrets. What holds none is given back as it is, which is what nearly every line is.
 * `open` names fields that are known to hold no secret where the value comes from.
 */
export const redact = (value: unknown, depth = 0, open?: ReadonlySet<string>): unknown => {
  if (typeof value !== 'object' || value === null || value instanceof Error || value instanceof Date)
    return value;
  if (depth === deepest) return '[too deep]';
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1, open));
  let copy: Record<string, unknown> | undefined;
  for (const [name, inner] of Object.entries(value)) {
    const secret = isSecret(name) && inner !== undefined && open?.has(name) !== true;
    const shown = secret ? '[redacted]' : redact(inner, depth + 1, open);
    if (shown === inner) continue;
    copy ??= { ...value };
    copy[name] = shown;
  }
  return copy ?? value;
};
