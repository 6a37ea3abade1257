import type { FlowText } from './document/flow-text.ts';
import type { TextMistake } from './document/flow-shape.ts';
import type { MessageKey } from '../messages/translate.ts';

export interface EditorState {
  readonly text: string;
  /** As it could be read last: of `text`, unless there is a mistake. */
  readonly flow: FlowText;
  readonly mistake: TextMistake | null;
  /** Places of the steps that are chosen, the last one being the one that a person looks at. */
  readonly chosen: readonly string[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** A text after an edit, and where what was edited stands now. */
export interface Changed {
  readonly text: string;
  /** As it was read from this text, where the edit has done so. */
  readonly flow?: FlowText;
  readonly chosen?: readonly string[];
  /** What else became different, for a person to know. */
  readonly notes?: readonly Words[];
  /** Why nothing was changed: the text is as it was. */
  readonly refused?: Words;
}

/** To be said in the reader's language. */
export interface Words {
  readonly key: MessageKey;
  readonly values?: Readonly<Record<string, string | number>>;
}

export interface FlowEditor {
  state(): EditorState;
  subscribe(listener: () => void): () => void;
  /** One step of the history. Changes with the same `join` that follow each other are one: a field that is typed into. */
  change(changed: Changed, join?: string): void;
  /** Somebody else's text, or one from elsewhere: it can be undone as well. */
  take(text: string): void;
  choose(places: readonly string[]): void;
  undo(): void;
  redo(): void;
}
