import { useEffect, useImperativeHandle, useMemo, useRef, type Ref } from 'react';
import { indentOf, shiftLines } from './indent.ts';
import styles from './code-area.module.css';

/** As the style sheet has it. */
const lineHeight = 20;
const above = 4;

export interface CodeAreaHandle {
  /** Puts the cursor there, and the line into sight. */
  goTo(line: number, column: number): void;
  /** Puts the line into sight, and nothing else. */
  show(line: number): void;
}

interface CodeAreaProps {
  readonly label: string;
  readonly text: string;
  readonly readOnly: boolean;
  /** Lines with something wrong. */
  readonly marked: ReadonlySet<number>;
  readonly handle: Ref<CodeAreaHandle>;
  onChange(text: string): void;
  onLeave(): void;
}

/**
 * Text with numbered lines. The field is as large as its text and the frame around it scrolls, so that numbers and text
 * move together by themselves.
 */
export const CodeArea = (props: CodeAreaProps) => {
  const { text, marked, handle } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const { count, longest } = useMemo(() => measure(text), [text]);
  const numbers = useMemo(() => Array.from({ length: count }, (_, at) => at + 1).join('\n'), [count]);
  const show = (line: number): void =>
    frame.current?.scrollTo({ top: Math.max(0, (line - above) * lineHeight), left: 0 });
  useImperativeHandle(handle, () => ({
    show,
    goTo: (line, column) => {
      const { current } = field;
      if (current === null) return;
      const at = offsetOf(current.value, line, column);
      current.focus({ preventScroll: true });
      current.setSelectionRange(at, at);
      show(line);
    },
  }));
  useEffect(() => {
    const { current } = field;
    // Another text than was typed: the browser would put the cursor at its end.
    if (current !== null && current.value !== text) {
      const at = current.selectionStart;
      current.value = text;
      current.setSelectionRange(at, at);
    }
  }, [text]);
  const onKeyDown = (event: React.KeyboardEvent<HTMLTextAreaElement>): void => {
    const { currentTarget: area } = event;
    const command = event.ctrlKey || event.metaKey;
    if (event.key === 'Enter' && !command && !event.altKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      insert(`\n${indentOf(area.value.slice(0, area.selectionStart))}`);
    } else if (command && (event.key === ']' || event.key === '[')) {
      event.preventDefault();
      const shifted = shiftLines(area.value, [area.selectionStart, area.selectionEnd], event.key === ']');
      area.setSelectionRange(shifted.from, shifted.to);
      insert(shifted.text);
      area.setSelectionRange(shifted.from, shifted.from + shifted.text.length);
    }
  };
  return (
    <div ref={frame} className={styles['frame']}>
      <pre className={styles['numbers']} aria-hidden>
        {numbers}
        {[...marked].map((line) => (
          <span key={line} className={styles['mark']} style={{ top: (line - 1) * lineHeight + 8 }} />
        ))}
      </pre>
      <textarea
        ref={field}
        className={styles['text']}
        style={{ height: count * lineHeight + 16, minWidth: `${longest + 4}ch` }}
        aria-label={props.label}
        defaultValue={text}
        readOnly={props.readOnly}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        wrap="off"
        onChange={(event) => props.onChange(event.currentTarget.value)}
        onBlur={props.onLeave}
        onKeyDown={props.readOnly ? undefined : onKeyDown}
      />
    </div>
  );
};

/** The one way to put text into a field that Ctrl+Z takes back. */
const insert = (text: string): void => {
  document.execCommand('insertText', false, text);
};

const measure = (text: string): { readonly count: number; readonly longest: number } => {
  const lines = text.split('\n');
  return { count: lines.length, longest: lines.reduce((most, line) => Math.max(most, line.length), 0) };
};

const offsetOf = (text: string, line: number, column: number): number => {
  let start = 0;
  for (let at = 1; at < line; at += 1) {
    const end = text.indexOf('\n', start);
    if (end < 0) break;
    start = end + 1;
  }
  return Math.min(start + column - 1, text.length);
};
