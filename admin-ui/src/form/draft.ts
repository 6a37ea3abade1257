/** What was typed and not sent, for as long as the browser tab lives. Never holds a secret. */
const prefix = 'hub.draft.';

export const readDraft = (name: string): Record<string, unknown> | null => {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(prefix + name) ?? 'null');
    return typeof kept === 'object' && kept !== null ? (kept as Record<string, unknown>) : null;
  } catch {
    return null;
  }
};

export const writeDraft = (name: string, values: Readonly<Record<string, unknown>>): void => {
  try {
    sessionStorage.setItem(prefix + name, JSON.stringify(values));
  } catch {
    // No storage or no room: the text is still in the form.
  }
};

export const dropDraft = (name: string): void => {
  try {
    sessionStorage.removeItem(prefix + name);
  } catch {
    // Nothing was kept.
  }
};

/** On signing out: the next person at this browser must not find what the last one typed. */
export const dropAllDrafts = (): void => {
  try {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith(prefix)) sessionStorage.removeItem(name);
    }
  } catch {
    // Nothing was kept.
  }
};
