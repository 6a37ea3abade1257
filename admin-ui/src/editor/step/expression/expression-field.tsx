import { Input } from '@mantine/core';
import { useEffect, useId, useMemo, useRef, useState, type ReactNode } from 'react';
import { useT } from '../../../messages/messages-context.tsx';
import { useFieldScope } from '../fields/field-scope.ts';
import { useHeld } from '../fields/use-held.ts';
import { pickType } from '../data/pick-type.ts';
import type { Suggestion } from './completion.ts';
import { CompletionList } from './completion-list.tsx';
import { mistakeIn } from './evaluate.ts';
import { Preview } from './preview.tsx';
import { useSuggestions } from './use-suggestions.ts';
import styles from '../step.module.css';

interface ExpressionProps {
  readonly label: string;
  readonly description?: ReactNode;
  readonly pointer: string;
  /** jq, without the signs around it. */
  readonly source: string;
  readonly required?: boolean;
  readonly problem?: string | undefined;
  readonly placeholder?: string | undefined;
  /** The person has just made it an expression, and goes on typing. */
  readonly fresh?: boolean;
  onChange(source: string): void;
  onLeave(): void;
}

/** jq in a field that grows: what may come next, what is wrong with it and where, and what it gives on the sample. */
export const ExpressionField = (props: ExpressionProps) => {
  const { label, description, pointer, required = false, fresh = false } = props;
  const t = useT();
  const own = useId();
  const scope = useFieldScope();
  const area = useRef<HTMLTextAreaElement>(null);
  const [inside, setInside] = useState(fresh);
  const held = useHeld(props.source, props.onChange);
  const source = held.value;
  const around = scope.around(pointer);
  const seen = scope.seen(pointer);
  const { offered, marked, look, mark, close } = useSuggestions(around, seen);
  const mistake = useMemo(() => (source.trim() === '' ? null : mistakeIn(source, around)), [source, around]);
  useEffect(() => {
    if (fresh) area.current?.focus();
  }, [fresh]);

  const put = (text: string, from: number, to: number): void => {
    const { current } = area;
    // What stands there now: this may be asked of a drawing that is past.
    const written = current?.value ?? source;
    const next = written.slice(0, from) + text + written.slice(to);
    held.type(next);
    close();
    // After the text is drawn: before, the browser would put the cursor at its end.
    requestAnimationFrame(() => {
      current?.focus();
      current?.setSelectionRange(from + text.length, from + text.length);
    });
  };
  const take = ({ text }: Suggestion): void => {
    put(text, offered.from, area.current?.selectionStart ?? source.length);
  };
  const insert = (path: string): void => {
    const { selectionStart = source.length, selectionEnd = source.length } = area.current ?? {};
    put(path, selectionStart, selectionEnd);
    held.settle();
  };
  const drop = (path: string, { clientX, clientY }: React.DragEvent): void => {
    const { length } = source;
    const caret = document.caretPositionFromPoint?.(clientX, clientY);
    const at = caret?.offsetNode === area.current ? Math.min(caret?.offset ?? length, length) : length;
    put(apart(path, source.slice(0, at), source.slice(at)), at, at);
    held.settle();
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const { items } = offered;
    if (items.length === 0 || marked === null || event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') mark((marked + 1) % items.length);
    else if (event.key === 'ArrowUp') mark((marked + items.length - 1) % items.length);
    else if (event.key === 'Enter' || event.key === 'Tab') {
      const chosen = items[marked];
      if (chosen !== undefined) take(chosen);
    } else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  // While one types it is not done yet: only what is there when one leaves is wrong.
  const said = inside ? undefined : mistake === null ? props.problem : sayMistake(t, mistake);
  const opened = offered.items.length > 0;
  return (
    <Input.Wrapper
      size="sm"
      id={own}
      label={label}
      description={description}
      required={required}
      {...(said === undefined ? {} : { error: said })}
    >
      <div className={styles['expression']} data-wrong={said !== undefined || undefined}>
        <span className={styles['equals']} aria-hidden>
          =
        </span>
        <div className={styles['grow']} data-text={`${source} `}>
          <textarea
            ref={area}
            id={own}
            rows={1}
            data-path={pointer}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            autoCorrect="off"
            aria-autocomplete="list"
            aria-invalid={said !== undefined}
            {...(opened && {
              'aria-controls': `${own}-offered`,
              'aria-activedescendant': marked === null ? undefined : `${own}-${marked}`,
            })}
            readOnly={scope.readOnly}
            placeholder={props.placeholder ?? t('editor.step.expressionExample')}
            value={source}
            onFocus={() => {
              setInside(true);
              scope.aim({ label, insert });
            }}
            onBlur={() => {
              setInside(false);
              close();
              held.settle();
              props.onLeave();
            }}
            onChange={(event) => {
              const { value, selectionStart } = event.currentTarget;
              held.type(value);
              look(value.slice(0, selectionStart));
            }}
            onKeyDown={onKeyDown}
            onDragOver={(event) => {
              if (event.dataTransfer.types.includes(pickType)) event.preventDefault();
            }}
            onDrop={(event) => {
              const path = event.dataTransfer.getData(pickType);
              if (path === '') return;
              event.preventDefault();
              if (scope.drop()) drop(path, event);
            }}
          />
        </div>
        {opened && (
          <CompletionList
            id={`${own}-offered`}
            own={own}
            items={offered.items}
            marked={marked ?? -1}
            onTake={take}
          />
        )}
      </div>
      {mistake === null && <Preview source={source} around={around} seen={seen} />}
    </Input.Wrapper>
  );
};

/** What is dropped beside something else stays a word of its own. */
const apart = (path: string, before: string, after: string): string =>
  `${/[\w.)\]}"?]$/.test(before) ? ' ' : ''}${path}${/^[\w.$([{"]/.test(after) ? ' ' : ''}`;

type Mistake = NonNullable<ReturnType<typeof mistakeIn>>;

const sayMistake = (t: ReturnType<typeof useT>, { message, line, column }: Mistake): string =>
  line === null || column === null
    ? message
    : line === 1
      ? t('editor.step.mistakeAtColumn', { message, column })
      : t('editor.step.mistakeAt', { message, line, column });
