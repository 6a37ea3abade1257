import { isObject } from '../../../core/schema/plain.ts';
import { hideSecrets } from '../document/secrets.ts';
import { writeYaml } from '../document/write-yaml.ts';
import type { KeptDocument } from './store.ts';

/** A document for people: what is sealed stays hidden. */
export const shownDocument = (document: unknown): Record<string, unknown> => {
  const shown = hideSecrets(document);
  return isObject(shown) ? { ...shown } : {};
};

export const showDocument = ({ document, ...head }: KeptDocument) => ({
  ...head,
  document: shownDocument(document),
});

/** For comparing, line by line. */
export const documentLines = (document: unknown): string => writeYaml(shownDocument(document));
