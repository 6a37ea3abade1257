import type { Translate } from '../../messages/translate.ts';

/** CodeMirror's own words, as far as a person meets them here. */
const words = {
  Find: 'find',
  Replace: 'replace',
  next: 'next',
  previous: 'previous',
  all: 'all',
  'match case': 'matchCase',
  regexp: 'pattern',
  'by word': 'byWord',
  replace: 'replaceOne',
  'replace all': 'replaceAll',
  close: 'close',
  'Go to line': 'goToLine',
  go: 'go',
  Completions: 'completions',
  Diagnostics: 'findings',
  'No diagnostics': 'noFindings',
  'Fold line': 'fold',
  'Unfold line': 'unfold',
  'folded code': 'folded',
  unfold: 'unfoldOne',
  'current match': 'currentMatch',
  'on line': 'onLine',
} as const;

export const phrasesOf = (t: Translate): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(words).map(([theirs, ours]) => [theirs, t(`editor.yaml.${ours}`)]));
