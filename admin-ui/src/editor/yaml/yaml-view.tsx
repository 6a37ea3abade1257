import { useEffect, useEffectEvent, useImperativeHandle, useLayoutEffect, useRef, type Ref } from 'react';
import type { Finding, Findings } from '../../flows/text/draft-saver.ts';
import { useT } from '../../messages/messages-context.tsx';
import { linesOf, stepAtLine } from '../document/place-at.ts';
import type { EditorState, FlowEditor } from '../flow-editor.ts';
import { openCode, type Code } from './code-mirror.ts';
import { complete } from './complete.ts';
import { phrasesOf } from './phrases.ts';
import { useKnownNames } from './use-known-names.ts';
import styles from './yaml-view.module.css';

export interface YamlViewHandle {
  /** Puts the cursor there, and the line into sight. */
  goTo(finding: Pick<Finding, 'line' | 'column'>): void;
}

interface YamlViewProps {
  readonly label: string;
  readonly editor: FlowEditor;
  readonly state: EditorState;
  readonly findings: Findings;
  readonly readOnly: boolean;
  readonly handle: Ref<YamlViewHandle>;
  onLeave(): void;
}

/** The flow as text. What is chosen on the canvas is lit here, and where the cursor stands is chosen there. */
const YamlView = ({ handle, ...props }: YamlViewProps) => {
  const t = useT();
  const { editor, state, findings, readOnly } = props;
  const known = useKnownNames(editor);
  const parent = useRef<HTMLDivElement>(null);
  const code = useRef<Code | null>(null);
  const suggest = useEffectEvent((text: string, offset: number) => complete(text, offset, known));
  const change = useEffectEvent((text: string, join: string) => editor.change({ text }, join));
  const leave = useEffectEvent(() => props.onLeave());
  const reach = useEffectEvent((line: number) => {
    const { flow, mistake } = editor.state();
    const place = mistake === null ? stepAtLine(flow, line) : null;
    editor.choose(place === null ? [] : [place]);
  });
  const open = useEffectEvent((at: HTMLElement) =>
    openCode({
      ...{ parent: at, text: editor.state().text, label: props.label, readOnly, phrases: phrasesOf(t) },
      complete: (text, offset) => suggest(text, offset),
      onChange: (text, join) => change(text, join),
      onCursor: (line) => reach(line),
      onUndo: editor.undo,
      onRedo: editor.redo,
      onLeave: () => leave(),
    }),
  );
  // Before anybody gets the handle: what is asked of it then must not be lost.
  useLayoutEffect(() => {
    if (parent.current === null) return;
    const opened = open(parent.current);
    code.current = opened;
    return () => {
      opened.close();
      code.current = null;
    };
  }, []);
  useEffect(() => code.current?.set(state.text), [state.text]);
  useEffect(() => code.current?.lock(readOnly), [readOnly]);
  useEffect(() => {
    const { mistake } = state;
    const severe = findings.problems.map((one) => ({ ...one, severity: 'error' as const }));
    const minor = findings.warnings.map((one) => ({ ...one, severity: 'warning' as const }));
    const wrong = mistake === null ? [] : [{ ...mistake, severity: 'error' as const }];
    // What the hub said of the text before stands at lines that may have moved; a mistake of now matters more.
    code.current?.mark(mistake === null ? [...severe, ...minor] : wrong);
  }, [findings, state]);
  useEffect(() => {
    const place = state.chosen.at(-1);
    const lines = place === undefined || state.mistake !== null ? null : linesOf(state.flow, place);
    code.current?.light(lines);
    const typing = parent.current?.contains(document.activeElement) === true;
    if (lines !== null && !typing) code.current?.show(lines[0], 1, false);
  }, [state.chosen, state.flow, state.mistake]);
  useImperativeHandle(handle, () => ({
    goTo: ({ line, column }) => code.current?.show(line, column, true),
  }));
  return <div ref={parent} className={styles['view']} />;
};

export default YamlView;
