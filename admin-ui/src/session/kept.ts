/** Small choices that this browser remembers. Storage may be switched off: then nothing is remembered. */
type Kept = 'theme' | 'language' | 'space' | 'shortcuts' | 'view';

export const readKept = (name: Kept): string | null => {
  try {
    return localStorage.getItem(`hub.${name}`);
  } catch {
    return null;
  }
};

export const writeKept = (name: Kept, value: string | null): void => {
  try {
    if (value === null) localStorage.removeItem(`hub.${name}`);
    else localStorage.setItem(`hub.${name}`, value);
  } catch {
    // Refused or full: the choice holds until the page is left.
  }
};
