import type { ResponseContent, ResponsePlan } from '../../core/connector.ts';
import { fitOf } from '../../core/media-type.ts';

/** What the document says about an answer: by its status, then by its range `4XX`, then `default`. */
export const pickResponse = (
  responses: readonly ResponsePlan[],
  status: number,
): ResponsePlan | undefined => {
  const named = (name: string): ResponsePlan | undefined =>
    responses.find((response) => response.status.toUpperCase() === name);
  return named(String(status)) ?? named(`${Math.floor(status / 100)}XX`) ?? named('DEFAULT');
};

/** The content that names this media type most exactly: itself, `image/*`, or any. */
export const pickContent = (
  contents: readonly ResponseContent[],
  type: string,
): ResponseContent | undefined => {
  let best: ResponseContent | undefined;
  let bestFit = 0;
  for (const content of contents) {
    const fit = fitOf(content.mediaType, type);
    if (fit > bestFit) [best, bestFit] = [content, fit];
  }
  return best;
};
