import { isRedacted } from '../../../show/redacted.ts';
import { builtins } from './builtins.ts';
import { suggestionsAt, type Suggestions } from './completion.ts';
import { evaluate, evaluateTemplate, fullFuel, type ExpressionMistake, type Outcome } from './evaluate.ts';
import { createUnpacker, type Parcel } from './parcel.ts';
import { shortJson } from './short-json.ts';
import type { Surroundings } from './surroundings.ts';

/** What is asked about a text on the data of a sample. */
export interface Question {
  /** An expression, a text with expressions in it, or an expression up to the cursor: what may come next. */
  readonly what: 'expression' | 'template' | 'suggestions';
  readonly text: string;
  readonly around: Surroundings;
}

/** As much of a value as is shown of it: the value itself may be large. */
export type Answer =
  | { readonly kind: 'value'; readonly shown: string; readonly redacted: boolean }
  | { readonly kind: 'mistake'; readonly mistake: ExpressionMistake }
  | { readonly kind: 'costly' }
  | { readonly kind: 'suggestions'; readonly suggestions: Suggestions };

export interface AskMessage {
  readonly question: Question;
  readonly parcel: Parcel | null;
}

const answerOf = (outcome: Outcome): Answer => {
  if (outcome.kind === 'costly') return { kind: 'costly' };
  if (outcome.kind === 'mistake') return outcome;
  const { value } = outcome;
  return { kind: 'value', shown: shortJson(value), redacted: isRedacted(value) };
};

/** The side of the worker: it keeps what has come over. */
export const createAnswers = (): ((message: AskMessage) => Answer) => {
  const unpack = createUnpacker();
  return ({ question: { what, text, around }, parcel }) => {
    const seen = parcel === null ? null : unpack(parcel);
    if (what === 'suggestions')
      return { kind: 'suggestions', suggestions: suggestionsAt(text, { around, seen, builtins }) };
    if (seen === null) return { kind: 'costly' };
    const asked = { around, seen, fuel: fullFuel };
    return answerOf((what === 'template' ? evaluateTemplate : evaluate)(text, asked));
  };
};
