import { useEffect, useRef } from 'react';
import { useT } from '../../../messages/messages-context.tsx';
import { isBuiltin } from './builtins.ts';
import type { Suggestion } from './completion.ts';
import styles from '../step.module.css';

interface ListProps {
  readonly id: string;
  /** What the ids of the options begin with. */
  readonly own: string;
  readonly items: readonly Suggestion[];
  readonly marked: number;
  onTake(item: Suggestion): void;
}

/** What may come next, below the field; the keys stay in the field. */
export const CompletionList = ({ id, own, items, marked, onTake }: ListProps) => {
  const t = useT();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.children[marked]?.scrollIntoView({ block: 'nearest' });
  }, [marked]);
  const about = ({ kind, detail, label }: Suggestion): string => {
    if (kind === 'builtin') return isBuiltin(detail) ? t(`editor.step.jq.${detail}`) : '';
    if (kind === 'path') return detail;
    return variableWords(t)[label] ?? '';
  };
  return (
    <ul ref={list} id={id} role="listbox" aria-label={t('editor.step.offered')} className={styles['offered']}>
      {items.map((item, at) => (
        <li
          key={item.label}
          id={`${own}-${at}`}
          role="option"
          aria-selected={at === marked}
          // The field keeps the focus.
          onMouseDown={(event) => {
            event.preventDefault();
            onTake(item);
          }}
        >
          <code>{item.label}</code>
          <span className="muted small">{about(item)}</span>
        </li>
      ))}
    </ul>
  );
};

const variableWords = (t: ReturnType<typeof useT>): Readonly<Record<string, string>> => ({
  $context: t('editor.step.var.context'),
  $input: t('editor.step.var.input'),
  $output: t('editor.step.var.output'),
  $workflow: t('editor.step.var.workflow'),
  $runtime: t('editor.step.var.runtime'),
  $task: t('editor.step.var.task'),
  $secrets: t('editor.step.var.secrets'),
  $authorization: t('editor.step.var.authorization'),
  $ENV: t('editor.step.var.ENV'),
});
