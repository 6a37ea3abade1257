type Fields = Readonly<Record<string, unknown>>;

/** What is as it was before is the same object as before, as deep as that goes. The order of fields counts: it is shown. */
export const keepSame = (before: unknown, now: unknown): unknown => {
  if (before === now) return before;
  if (typeof before !== 'object' || typeof now !== 'object' || before === null || now === null) return now;
  if (Array.isArray(before) || Array.isArray(now))
    return Array.isArray(before) && Array.isArray(now) ? keptList(before, now) : now;
  return keptFields(before as Fields, now as Record<string, unknown>);
};

const keptList = (before: readonly unknown[], now: unknown[]): readonly unknown[] => {
  let same = before.length === now.length;
  for (let at = 0; at < now.length; at += 1) {
    now[at] = keepSame(before[at], now[at]);
    same &&= now[at] === before[at];
  }
  return same ? before : now;
};

const keptFields = (before: Fields, now: Record<string, unknown>): Fields => {
  const names = Object.keys(before);
  let at = 0;
  let same = true;
  for (const name of Object.keys(now)) {
    same &&= names[at] === name;
    at += 1;
    if (!Object.hasOwn(before, name)) continue;
    const kept = keepSame(before[name], now[name]);
    if (kept !== now[name]) now[name] = kept;
    same &&= kept === before[name];
  }
  return same && at === names.length ? before : now;
};
