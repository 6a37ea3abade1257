import { HubError } from '../core/errors.ts';

export interface ShapeLimits {
  readonly depth: number;
  readonly keys: number;
}

/** Counts depth and members without parsing: a small body can be nested deeply enough to hurt whoever reads it. */
export const checkJsonShape = (text: string, limits: ShapeLimits): void => {
  let depth = 0;
  let keys = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (quoted) {
      if (c === 92) i++;
      else if (c === 34) quoted = false;
    } else if (c === 34) quoted = true;
    else if (c === 123 || c === 91) {
      depth++;
      if (depth > limits.depth) {
        throw new HubError(
          'body_too_deep',
          `The body is nested more than ${limits.depth} levels deep, at character ${i}.`,
        );
      }
    } else if (c === 125 || c === 93) depth--;
    else if (c === 58) {
      keys++;
      if (keys > limits.keys)
        throw new HubError('body_too_large', `The body has more than ${limits.keys} members.`);
    }
  }
};
