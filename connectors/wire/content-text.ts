import { isJsonType, readMediaType } from '../../core/media-type.ts';

/** A parameter with a media type: JSON as JSON, a text of another type as it is. */
export const contentText = (mediaType: string, value: unknown): string =>
  typeof value === 'string' && !isJsonType(readMediaType(mediaType).type) ? value : JSON.stringify(value);
