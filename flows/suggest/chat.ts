import { z } from 'zod';
import { HubError } from '../../core/errors.ts';
import type { Egress } from '../../platform/egress/egress.ts';

/** One turn of the conversation with a model. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface Chat {
  /** What the model says next. */
  ask(messages: readonly Message[], signal: AbortSignal): Promise<string>;
}

export interface ChatSettings {
  /** The base of the API, such as `https://api.openai.com/v1`. */
  readonly url: string;
  readonly key: string | undefined;
  readonly model: string;
}

export interface ChatDeps {
  readonly settings: ChatSettings;
  readonly egress: Egress;
  /** For one answer. */
  readonly answerMs?: number;
}

const usualAnswerMs = 90_000;
const mostBytes = 512 * 1024;
const mostTokens = 8_000;

const answerSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().min(1) }) })).min(1),
});

/** Chat completions, as OpenAI has them and many others offer them too. */
export const openChat = ({ settings, egress, answerMs = usualAnswerMs }: ChatDeps): Chat => {
  const { url, key, model } = settings;
  return {
    ask: async (messages, signal) => {
      const answer = await egress.request({
        method: 'POST',
        url: `${url.replace(/\/+$/, '')}/chat/completions`,
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          ...(key !== undefined && { authorization: `Bearer ${key}` }),
        },
        body: JSON.stringify({ model, messages, max_tokens: mostTokens, temperature: 0.2, stream: false }),
        signal,
        limits: {
          headersMs: answerMs,
          idleMs: answerMs,
          totalMs: answerMs,
          maxBytes: mostBytes,
          redirects: 0,
        },
      });
      if (answer.status !== 200) {
        answer.discard();
        // What it says may hold the key.
        throw new HubError(
          answer.status === 429 || answer.status >= 500 ? 'upstream_unavailable' : 'upstream_failed',
          `The language model answered ${answer.status}. Look at HUB_LLM_URL, HUB_LLM_KEY and HUB_LLM_MODEL.`,
        );
      }
      const parsed = answerSchema.safeParse(await jsonOf(answer));
      const [first] = parsed.success ? parsed.data.choices : [];
      if (first === undefined)
        throw new HubError(
          'suggestion_failed',
          'The language model answered without a text. Ask again, in other words.',
        );
      return first.message.content;
    },
  };
};

const jsonOf = async (answer: { text(): Promise<string> }): Promise<unknown> => {
  const text = await answer.text();
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new HubError(
      'suggestion_failed',
      'The language model did not answer in JSON. Is HUB_LLM_URL the base of its API?',
      {
        cause,
      },
    );
  }
};
