import type { Schema } from '../../../schema-form/settle.ts';
import { either, expression, listOf, object, text, type FormWords } from './words.ts';

/** The attributes of an event, as it is sent. */
export const emitted = ({ said, told }: FormWords): Schema =>
  object(
    {
      type: told('event.type', text),
      source: told('event.source', text),
      data: said('event.data', {}),
      subject: told('event.subject', text),
      id: said('event.id', text),
      time: said('event.time', { type: 'string', format: 'date-time' }),
      datacontenttype: said('event.datacontenttype', text),
      dataschema: said('event.dataschema', text),
    },
    'type',
    'source',
  );

const filter = ({ said, told }: FormWords): Schema =>
  object(
    {
      with: said(
        'event.with',
        object({
          type: told('event.type', text),
          source: said('event.source', text),
          subject: said('event.subject', text),
          data: told('event.asked', {}),
          id: said('event.id', text),
        }),
      ),
      correlate: told('event.correlate', {
        type: 'object',
        additionalProperties: object(
          { from: said('event.from', expression), expect: told('event.expect', text) },
          'from',
        ),
        'x-literal': true,
      }),
    },
    'with',
  );

/** Which events are waited for: one, any or all of some. */
export const strategy = (words: FormWords): Schema => {
  const { said, told, t } = words;
  const one = filter(words);
  const many = listOf(one);
  const oneForm = object({ one: said('event.filter', one) }, 'one');
  const allForm = object({ all: said('event.filters', many) }, 'all');
  const until = {
    oneOf: [
      { ...expression, title: t('editor.step.until.expression'), type: 'string' },
      { ...oneForm, title: t('editor.step.until.event') },
      { ...allForm, title: t('editor.step.until.all') },
    ],
    'x-literal': true,
  };
  return either(
    [t('editor.step.listen.one'), oneForm],
    [
      t('editor.step.listen.any'),
      object({ any: told('event.anyFilters', many), until: told('event.until', until) }, 'any'),
    ],
    [t('editor.step.listen.all'), allForm],
  );
};
