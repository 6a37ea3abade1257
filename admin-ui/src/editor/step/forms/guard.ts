import { isRecord, type Schema } from '../../../schema-form/settle.ts';
import type { Step } from '../../document/flow-shape.ts';
import type { FormPart } from './parts.ts';
import { duration, expression, fixedText, name, object, oneOf, text, type FormWords } from './words.ts';

/** What is caught, and how it is tried again. */

const count = { type: 'integer', minimum: 0, maximum: 1_000_000, 'x-literal': true };
const status = { type: 'integer', minimum: 0, maximum: 999, 'x-literal': true };

/** A policy written out, as fields below each other: it is nested deeper than a person thinks of it. */
const policyParts = (at: string, { said, told, t }: FormWords): readonly FormPart[] => [
  {
    pointer: `${at}/limit/attempt/count`,
    schema: told('retry.count', count),
    heading: t('editor.step.form.catch.retry'),
  },
  { pointer: `${at}/delay`, schema: told('retry.delay', duration) },
  {
    pointer: `${at}/backoff`,
    schema: told('retry.backoff', {
      ...oneOf([
        [{ constant: {} }, t('editor.step.backoff.constant')],
        [{ linear: {} }, t('editor.step.backoff.linear')],
        [{ exponential: {} }, t('editor.step.backoff.exponential')],
      ]),
      'x-literal': true,
      default: t('editor.step.backoff.constant'),
    }),
  },
  {
    pointer: `${at}/jitter`,
    schema: told(
      'retry.jitter',
      object(
        { from: said('retry.jitterFrom', duration), to: said('retry.jitterTo', duration) },
        'from',
        'to',
      ),
    ),
  },
  { pointer: `${at}/limit/attempt/duration`, schema: told('retry.attemptDuration', duration) },
  { pointer: `${at}/limit/duration`, schema: told('retry.duration', duration) },
  { pointer: `${at}/when`, schema: said('retry.when', expression) },
  { pointer: `${at}/exceptWhen`, schema: said('retry.exceptWhen', expression) },
];

export const caughtParts = ({ task }: Step, words: FormWords): readonly FormPart[] => {
  const { said, told, t } = words;
  const held = isRecord(task['catch']) ? task['catch'] : {};
  return [
    {
      pointer: '/catch/errors/with',
      schema: object({
        type: told('error.type', text),
        status: told('error.status', status),
        instance: said('error.instance', text),
        title: said('error.title', text),
        detail: said('error.detail', text),
      }),
      heading: t('editor.step.form.catch.errors'),
    },
    { pointer: '/catch/when', schema: told('catch.when', expression) },
    { pointer: '/catch/exceptWhen', schema: told('catch.exceptWhen', expression) },
    { pointer: '/catch/as', schema: told('catch.as', name) },
    ...(typeof held['retry'] === 'string'
      ? [
          {
            pointer: '/catch/retry',
            schema: told('catch.retry', fixedText),
            heading: t('editor.step.form.catch.retry'),
          },
        ]
      : policyParts('/catch/retry', words)),
  ];
};

/** An error as it is raised. */
export const raised = ({ said, told, t }: FormWords): Schema => ({
  oneOf: [
    {
      ...object(
        {
          type: told('error.type', text),
          status: told('error.status', { type: 'integer', minimum: 0, maximum: 999 }),
          title: said('error.title', text),
          detail: said('error.detail', text),
          instance: said('error.instance', text),
        },
        'type',
        'status',
      ),
      title: t('editor.step.raise.own'),
    },
    { ...fixedText, title: t('editor.step.raise.named') },
  ],
  'x-literal': true,
});
