import { useT } from '../messages/messages-context.tsx';
import type { Translate } from '../messages/translate.ts';
import { InlineCode } from '../show/inline-code.tsx';
import { useSchemaForm, type FieldProps } from './form-context.ts';
import { wordOf } from './word-of.ts';
import { settle } from './settle.ts';

/** What stands beside the control of a field: its name, what it is, an example, what is wrong. */
export interface FieldAbout {
  readonly label: string;
  readonly description: React.ReactNode;
  readonly placeholder: string | undefined;
  readonly problem: string | undefined;
}

const longest = 400;

const said = (value: unknown, t: Translate): string | undefined => {
  if (value === undefined || value === null || value === '' || typeof value === 'object') return undefined;
  return typeof value === 'boolean' ? t(value ? 'yes' : 'no') : wordOf(value);
};

export const useFieldAbout = ({
  label,
  pointer,
  schema,
}: Pick<FieldProps, 'label' | 'pointer' | 'schema'>): FieldAbout => {
  const t = useT();
  const form = useSchemaForm();
  const settled = settle(schema, form.definitions);
  const words = form.words(pointer);
  const own = typeof settled['description'] === 'string' ? settled['description'] : '';
  const text = words === undefined ? own : (words.about ?? '');
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
  const fallback = said(settled['default'], t);
  const examples = Array.isArray(settled['examples']) ? (settled['examples'] as unknown[]) : [];
  const example = said(examples[0] ?? settled['example'], t);
  const deprecated = settled['deprecated'] === true ? `${t('operation.deprecated')}. ` : '';
  return {
    label: words?.label ?? said(settled['x-label'], t) ?? label,
    description:
      short === '' && deprecated === '' ? undefined : (
        <>
          {deprecated}
          <InlineCode text={short} />
        </>
      ),
    placeholder:
      fallback !== undefined
        ? t('field.default', { value: fallback })
        : example === undefined
          ? undefined
          : t('field.example', { value: example.slice(0, 80) }),
    problem: form.problemAt(pointer),
  };
};
