import type { Value } from '../../../core/jq/value.ts';
import { isJsonType, readMediaType } from '../../../core/media-type.ts';
import { isHubError } from '../../../core/errors.ts';
import { bodyValue } from './body-value.ts';

/** What an answer says; undefined where it is no JSON, whatever it calls itself. */
export const readAnswerJson = (body: Buffer, contentType: string | undefined): Value | undefined => {
  if (body.length === 0 || !isJsonType(readMediaType(contentType).type)) return undefined;
  try {
    return bodyValue(body, contentType);
  } catch (error) {
    if (isHubError(error)) return undefined;
    throw error;
  }
};
