import type { FormPart } from './parts.ts';
import { duration, expression, fixedText, mapping, object, type FormWords } from './words.ts';

/** What every step has, in people's words with the language's name beside. */
export const moreForm = ({ said, told, t }: FormWords): readonly FormPart[] => [
  { pointer: '/if', schema: told('more.if', expression) },
  { pointer: '/input/from', schema: told('more.inputFrom', mapping) },
  { pointer: '/output/as', schema: told('more.outputAs', mapping) },
  { pointer: '/export/as', schema: told('more.exportAs', mapping) },
  {
    pointer: '/timeout',
    schema: told('more.timeout', {
      oneOf: [
        { ...object({ after: said('more.after', duration) }, 'after'), title: t('editor.step.timeout.own') },
        { ...fixedText, title: t('editor.step.timeout.named') },
      ],
      'x-literal': true,
    }),
  },
  { pointer: '/then', schema: told('more.then', { 'x-control': 'then' }) },
];

/** Names of a task that stand there because of its kind: steps in it, which the canvas draws. */
export const drawnNames: readonly string[] = [
  '/do',
  '/try',
  '/catch/do',
  '/fork/branches',
  '/foreach/do',
  '/call',
  '/with/subscription/foreach',
];

/** What the tab with the rest shows. */
export const morePointers: readonly string[] = [
  '/if',
  '/input/from',
  '/output/as',
  '/export/as',
  '/timeout',
  '/then',
];
