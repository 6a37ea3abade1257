import { defaultBodyLimits, parseJsonText, type BodyLimits } from '../../platform/json-body.ts';
import { keyGivenTwice } from '../../platform/key-given-twice.ts';
import { Unreadable } from './unreadable.ts';

/** JSON that whoever is behind the check reads alike; nothing where the text is empty. Throws HubError for what is none. */
export const readJson = (text: string, limits: BodyLimits = defaultBodyLimits): unknown => {
  const value = parseJsonText(text, limits);
  const twice = keyGivenTwice(text, value);
  if (twice !== null) throw new Unreadable(`gives "${twice}" twice in one object`);
  return value;
};
