import { z } from 'zod';
import type { Value } from '../../../core/jq/value.ts';
import { isJsonType, readMediaType } from '../../../core/media-type.ts';

export const madeContentType = z
  .string()
  .max(200)
  .regex(/^[\x20-\x7e]+$/, 'must be a media type')
  .default('application/json')
  .describe('The media type of what comes out; a text is sent as it is where this is not JSON.');

export const madeBody = (value: Value, type: string): Buffer =>
  Buffer.from(
    typeof value === 'string' && !isJsonType(readMediaType(type).type) ? value : JSON.stringify(value),
  );
