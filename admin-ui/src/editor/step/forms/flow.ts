import type { FormPart } from './parts.ts';
import { strategy } from './events.ts';
import { duration, expression, fixedText, listOf, mapping, object, oneOf, type FormWords } from './words.ts';

/** What the flow says of itself, as parts of its document. */

const positive = { type: 'integer', minimum: 1, maximum: 1_000_000, 'x-literal': true };

export const aboutForm = (words: FormWords): readonly FormPart[] => {
  const { said, told, t } = words;
  return [
    { pointer: '/document/title', schema: said('flow.title', fixedText) },
    {
      pointer: '/document/summary',
      schema: told('flow.summary', { ...fixedText, contentMediaType: 'text/plain' }),
    },
    {
      pointer: '/document/metadata/mode',
      schema: told('flow.mode', words.usually('mode', ['durable', 'fast'])),
    },
    {
      pointer: '/timeout',
      schema: told('flow.timeout', {
        oneOf: [
          {
            ...object({ after: said('more.after', duration) }, 'after'),
            title: t('editor.step.timeout.own'),
          },
          { ...fixedText, title: t('editor.step.timeout.named') },
        ],
        'x-literal': true,
      }),
    },
    {
      pointer: '/document/metadata/concurrency',
      schema: said(
        'flow.concurrency',
        object({
          max: said('flow.max', positive),
          policy: said('flow.policy', words.usually('policy', ['queue', 'reject', 'replace'])),
          key: told('flow.key', expression),
        }),
      ),
    },
  ];
};

/** Ways in which a flow begins; each stands there only where the flow says so. */
export const triggerParts = (words: FormWords): Readonly<Record<string, FormPart>> => {
  const { said, told } = words;
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
  return {
    every: { pointer: '/schedule/every', schema: told('flow.every', duration) },
    after: { pointer: '/schedule/after', schema: told('flow.after', duration) },
    event: { pointer: '/schedule/on', schema: told('flow.on', strategy(words)) },
    http: {
      pointer: '/document/metadata/http',
      schema: object(
        {
          method: said('flow.method', {
            ...oneOf(methods.map((method) => [method.toLowerCase(), method])),
            'x-literal': true,
          }),
          path: told('flow.path', fixedText),
          respond: said('flow.respond', words.usually('respond', ['output', 'accepted'])),
          access: said('flow.access', words.usually('access', ['key', 'anyone'])),
        },
        'method',
        'path',
      ),
    },
  };
};

export const restForm = ({ told }: FormWords): readonly FormPart[] => [
  { pointer: '/input/from', schema: told('flow.inputFrom', mapping) },
  { pointer: '/output/as', schema: told('flow.outputAs', mapping) },
  { pointer: '/use/secrets', schema: told('flow.secrets', listOf(fixedText)) },
  { pointer: '/document/metadata/sensitive', schema: told('flow.sensitive', listOf(fixedText)) },
];
