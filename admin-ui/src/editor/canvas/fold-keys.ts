/** A step by the names on the way to it: what stands before it may come and go. */
export const foldKey = (place: string): string => place.replace(/\/\d+(?=\/)/g, '');

const prefix = 'hub.folded.';

/** What is folded in this flow, as this browser remembers it. */
export const readFolds = (flow: string): ReadonlySet<string> => {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(prefix + flow) ?? '[]');
    return new Set(Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : []);
  } catch {
    return new Set();
  }
};

export const writeFolds = (flow: string, folds: ReadonlySet<string>): void => {
  try {
    if (folds.size === 0) localStorage.removeItem(prefix + flow);
    else localStorage.setItem(prefix + flow, JSON.stringify([...folds]));
  } catch {
    // No storage or no room: it holds until the page is left.
  }
};
