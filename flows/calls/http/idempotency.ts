/** Methods whose repetition does no more than the call itself. */
const repeatable: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'OPTIONS',
  'PUT',
  'DELETE',
  'TRACE',
  'QUERY',
]);

/** Others carry a key, by which the other side may know a repeated call; one that the flow gave stays. */
export const addKey = (headers: Record<string, string>, method: string, key: string): void => {
  if (!repeatable.has(method)) headers['idempotency-key'] ??= key;
};
