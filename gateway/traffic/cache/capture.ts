import type { AnswerHead, Exchange } from '../exchange.ts';
import { onHead } from '../answers/hooks.ts';
import { watchBytes } from '../bodies/watch-bytes.ts';

/**
 * A place among the hooks of an answer: behind those of policies that come later in the pipeline, before those of policies
 * that came earlier, which will be run again when the answer is given again.
 */
export const answerPlace = (exchange: Exchange, see: (head: AnswerHead, body: BodyPlace) => void): void => {
  const outer = exchange.bodyHooks?.length ?? 0;
  onHead(exchange, (head) => {
    const { bodyHooks, response } = exchange;
    const at = bodyHooks === null ? 0 : bodyHooks.length - outer;
    see(head, {
      keep: (maxBytes, keep) => {
        if (bodyHooks === null) watchWhole(exchange, maxBytes, keep);
        else
          bodyHooks.splice(at, 0, (body) => {
            if (body.length <= maxBytes) keep(Buffer.from(body));
            return body;
          });
      },
      replace: (body) => {
        if (bodyHooks === null) replaceEnd(response, body);
        else bodyHooks.splice(at, 0, () => body);
      },
    });
  });
};

export interface BodyPlace {
  /** Called with the whole body once it is out; not at all when it is longer, or is cut off. */
  keep(maxBytes: number, keep: (body: Buffer) => void): void;
  /** In the place of one that has none of its own. */
  replace(body: Buffer): void;
}

const watchWhole = ({ response }: Exchange, maxBytes: number, keep: (body: Buffer) => void): void => {
  let chunks: Buffer[] | null = [];
  let bytes = 0;
  watchBytes(response, (chunk) => {
    bytes += chunk.length;
    if (bytes > maxBytes) chunks = null;
    else chunks?.push(chunk);
  });
  response.once('finish', () => {
    if (chunks !== null) keep(Buffer.concat(chunks));
  });
};

const replaceEnd = (response: Exchange['response'], body: Buffer): void => {
  const end = response.end.bind(response);
  response.end = (() => (response.destroyed ? response : end(body))) as typeof response.end;
};
