/** Data that this browser keeps for whoever is signed in, and no longer: on signing out all of it goes. */
const prefix = 'hub.data.';
/** Storage is small, and shared by all that the console keeps. */
const mostLetters = 1024 * 1024;

export const readLocalData = (name: string): unknown => {
  try {
    return JSON.parse(localStorage.getItem(prefix + name) ?? 'null');
  } catch {
    return null;
  }
};

/** False: it holds until the page is left, and no longer. */
export const writeLocalData = (name: string, value: unknown): boolean => {
  try {
    const text = JSON.stringify(value);
    if (text.length > mostLetters) return false;
    localStorage.setItem(prefix + name, text);
    return true;
  } catch {
    return false;
  }
};

export const dropLocalData = (): void => {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(prefix)) localStorage.removeItem(name);
  } catch {
    // Nothing was kept.
  }
};
