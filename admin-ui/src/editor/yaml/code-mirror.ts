import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, indentLess, indentMore } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import {
  Annotation,
  Compartment,
  EditorState,
  StateEffect,
  StateField,
  Text,
  Transaction,
} from '@codemirror/state';
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  type DecorationSet,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The field for YAML. CodeMirror comes in here only, and with the first page that shows one. */
export interface CodeOptions {
  readonly parent: HTMLElement;
  readonly text: string;
  readonly label: string;
  readonly readOnly: boolean;
  /** CodeMirror's own words in the reader's language. */
  readonly phrases: Readonly<Record<string, string>>;
  /** What may stand at this place, and from where on it stands in the place of what is typed. */
  complete(text: string, offset: number): Completions | null;
  /** `join` is the same for letters that are typed in one go. */
  onChange(text: string, join: string): void;
  /** The line that the cursor has come to. */
  onCursor(line: number): void;
  onUndo(): void;
  onRedo(): void;
  onLeave(): void;
}

export interface Completions {
  readonly from: number;
  readonly options: readonly { readonly label: string; readonly detail?: string; readonly apply?: string }[];
}

export interface Mark {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

export interface Code {
  /** Another text from elsewhere: the cursor stays where it was in what is the same. */
  set(text: string): void;
  mark(marks: readonly Mark[]): void;
  /** Lines of what is chosen elsewhere; null for none. */
  light(lines: readonly [from: number, to: number] | null): void;
  lock(readOnly: boolean): void;
  show(line: number, column: number, focus: boolean): void;
  close(): void;
}

const elsewhere = Annotation.define<true>();
const lightLines = StateEffect.define<readonly [number, number] | null>();

const litLines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (lit, { effects, changes, state }) => {
    for (const effect of effects) {
      if (!effect.is(lightLines)) continue;
      if (effect.value === null) return Decoration.none;
      const [from, to] = effect.value;
      const marks = [];
      for (let line = from; line <= Math.min(to, state.doc.lines); line += 1)
        marks.push(Decoration.line({ class: 'cm-lit' }).range(state.doc.line(line).from));
      return Decoration.set(marks);
    }
    return lit.map(changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '0.75rem', backgroundColor: 'var(--hub-raised)' },
  '&.cm-focused': { outline: '2px solid var(--hub-live)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '20px' },
  '.cm-content': { caretColor: 'var(--mantine-color-text)' },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
  '.cm-gutters': {
    backgroundColor: 'var(--hub-side)',
    color: 'var(--mantine-color-dimmed)',
    borderRight: '1px solid var(--hub-line)',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--hub-hover)' },
  '.cm-lit': { backgroundColor: 'var(--hub-chosen)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--hub-chosen)',
  },
  '.cm-selectionMatch': { backgroundColor: 'var(--hub-hover)', outline: '1px solid var(--hub-line)' },
  '.cm-panels, .cm-tooltip': {
    backgroundColor: 'var(--hub-raised)',
    color: 'var(--mantine-color-text)',
    borderColor: 'var(--hub-line)',
  },
  '.cm-panels input, .cm-panels button': { fontSize: '0.75rem', backgroundImage: 'none' },
  '.cm-textfield, .cm-button': {
    backgroundColor: 'var(--mantine-color-body)',
    color: 'inherit',
    border: '1px solid var(--hub-line-strong)',
  },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--hub-chosen)',
    color: 'inherit',
  },
  '.cm-foldPlaceholder': {
    backgroundColor: 'var(--hub-hover)',
    color: 'var(--mantine-color-dimmed)',
    border: '1px solid var(--hub-line)',
  },
});

/** Colour stands for states elsewhere: a text keeps to two. */
const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--hub-live)' },
  { tag: tags.comment, color: 'var(--mantine-color-dimmed)', fontStyle: 'italic' },
  { tag: [tags.keyword, tags.bool, tags.null, tags.number], color: 'var(--hub-success)' },
  { tag: tags.invalid, color: 'var(--hub-failed)' },
]);

/** Letters that come within this time are one step of the history. */
const inOneGoMs = 800;

export const openCode = (options: CodeOptions): Code => {
  const locked = new Compartment();
  let go = 0;
  let typedAt = 0;
  let line = 0;

  const joinOf = (transactions: readonly Transaction[]): string => {
    const now = performance.now();
    const typing = transactions.every((one) => one.isUserEvent('input.type') || one.isUserEvent('delete'));
    if (!typing || now - typedAt > inOneGoMs) go += 1;
    typedAt = now;
    return `yaml ${go}`;
  };

  const view = new EditorView({
    parent: options.parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        ...[lineNumbers(), foldGutter(), codeFolding(), lintGutter(), litLines, look],
        ...[drawSelection(), indentOnInput(), bracketMatching(), closeBrackets()],
        ...[highlightActiveLine(), highlightActiveLineGutter()],
        ...[highlightSelectionMatches(), search({ top: true }), yaml(), syntaxHighlighting(colours)],
        indentUnit.of('  '),
        EditorState.phrases.of(options.phrases),
        // A file from Windows stays one.
        EditorState.lineSeparator.of(options.text.includes('\r\n') ? '\r\n' : '\n'),
        // By the attribute alone axe sees that lines which are too long can be reached by keyboard.
        EditorView.contentAttributes.of({ 'aria-label': options.label, tabindex: '0' }),
        locked.of(lockOf(options.readOnly)),
        autocompletion({
          icons: false,
          override: [
            ({ state, pos, explicit }) => {
              const found = options.complete(state.doc.toString(), pos);
              if (found === null || (!explicit && found.from === pos && found.options.length > 40))
                return null;
              return { from: found.from, options: [...found.options], validFor: /^[\w$./:-]*$/ };
            },
          ],
        }),
        keymap.of([
          // One history for the text and the canvas.
          { key: 'Mod-z', preventDefault: true, run: told(options.onUndo) },
          { key: 'Mod-Shift-z', preventDefault: true, run: told(options.onRedo) },
          { key: 'Mod-y', preventDefault: true, run: told(options.onRedo) },
          { key: 'Mod-]', run: indentMore },
          { key: 'Mod-[', run: indentLess },
          { key: 'Tab', run: acceptCompletion },
          ...[...closeBracketsKeymap, ...completionKeymap, ...searchKeymap, ...foldKeymap, ...lintKeymap],
          ...defaultKeymap,
        ]),
        EditorView.domEventHandlers({ blur: () => void options.onLeave() }),
        EditorView.updateListener.of((update) => {
          const own = update.transactions.filter(
            (one) => one.docChanged && one.annotation(elsewhere) !== true,
          );
          if (own.length > 0) options.onChange(update.state.sliceDoc(), joinOf(own));
          if (!update.selectionSet || !update.view.hasFocus) return;
          const now = update.state.doc.lineAt(update.state.selection.main.head).number;
          if (now !== line) options.onCursor(now);
          line = now;
        }),
      ],
    }),
  });

  const offsetOf = (at: number, column: number): number => {
    const { from, to } = view.state.doc.line(Math.min(Math.max(1, at), view.state.doc.lines));
    return Math.min(from + column - 1, to);
  };

  return {
    set: (text) => {
      const change = smallestChange(view.state.doc.toString(), text.replaceAll('\r\n', '\n'));
      if (change === null) return;
      typedAt = 0;
      const changes = { ...change, insert: Text.of(change.insert.split('\n')) };
      view.dispatch({ changes, annotations: [elsewhere.of(true), Transaction.addToHistory.of(false)] });
    },
    mark: (marks) => {
      const diagnostics: Diagnostic[] = marks.map(({ line: at, column, message, severity }) => {
        const from = offsetOf(at, column);
        return { from, to: view.state.doc.lineAt(from).to, message, severity };
      });
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    light: (lines) => view.dispatch({ effects: lightLines.of(lines) }),
    lock: (readOnly) => view.dispatch({ effects: locked.reconfigure(lockOf(readOnly)) }),
    show: (at, column, focus) => {
      const offset = offsetOf(at, column);
      line = view.state.doc.lineAt(offset).number;
      view.dispatch({
        ...(focus && { selection: { anchor: offset } }),
        effects: EditorView.scrollIntoView(offset, { y: focus ? 'center' : 'nearest', yMargin: 60 }),
      });
      if (focus) view.focus();
    },
    close: () => view.destroy(),
  };
};

const lockOf = (readOnly: boolean) => [EditorState.readOnly.of(readOnly)];

const told = (tell: () => void) => (): boolean => {
  tell();
  return true;
};

const smallestChange = (
  before: string,
  after: string,
): { readonly from: number; readonly to: number; readonly insert: string } | null => {
  if (before === after) return null;
  const shortest = Math.min(before.length, after.length);
  let head = 0;
  while (head < shortest && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return { from: head, to: before.length - tail, insert: after.slice(head, after.length - tail) };
};
