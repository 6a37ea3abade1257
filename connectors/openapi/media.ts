import type { BodyKind } from '../../core/connector.ts';
import { kindOfType, readMediaType } from '../../core/media-type.ts';

/**
 * What a media type of a document is written and read as. A range of types that takes JSON means it; several parts are
 * written from fields, while those of an answer stay the bytes that came.
 */
export const kindOf = (mediaType: string): BodyKind => {
  const { type } = readMediaType(mediaType);
  if (['', '*', '*/*', 'application/*'].includes(type)) return 'json';
  return type.startsWith('multipart/') ? 'multipart' : kindOfType(type);
};

const order: readonly BodyKind[] = ['json', 'form', 'multipart', 'text', 'binary'];

/** The one the hub speaks best comes first; plain JSON before its relatives; of equals, the one named first. */
export const byPreference = (mediaTypes: readonly string[]): string[] =>
  mediaTypes.filter((type) => type.trim() !== '').sort((a, b) => rank(a) - rank(b));

const rank = (mediaType: string): number => {
  if (/^application\/json\s*(;|$)/i.test(mediaType)) return -1;
  return order.indexOf(kindOf(mediaType)) + (mediaType.includes('*') ? 0.5 : 0);
};
