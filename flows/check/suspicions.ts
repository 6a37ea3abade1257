import type { FlowDocument } from '../document/model.ts';
import type { Report } from '../document/report.ts';
import { lifecycleWords } from '../run/lifecycle-level.ts';
import { everyTask } from './every-task.ts';

/** What is allowed, and probably not what somebody meant. */
export const checkSuspicions = (document: FlowDocument, warnings: Report): void => {
  const text = JSON.stringify({ ...document.definition, use: withoutSecrets(document.definition['use']) });
  for (const [at, name] of document.secrets.entries()) {
    if (text.includes('$secrets') || mentions(text, name)) continue;
    warnings.add({ path: `/use/secrets/${at}`, message: `Nothing uses the secret "${name}". Leave it out.` });
  }
  for (const { path, word } of unknownWords(document.metadata['lifecycle'])) {
    const known = lifecycleWords.map((one) => `"${one}"`).join(', ');
    const message = `${JSON.stringify(word)?.slice(0, 60) ?? 'This'} is none of ${known}: it makes the flow tell nothing more.`;
    warnings.add({ path: `/document/metadata/lifecycle${path}`, message });
  }
  if (document.mode === 'fast')
    for (const task of everyTask(document)) {
      if (task.kind !== 'wait' && task.kind !== 'listen') continue;
      const message = `A flow of the mode "fast" cannot go on after a stop of the hub, and this may take long. Use the mode "durable".`;
      warnings.add({ path: task.place, message, part: 'key' });
    }
};

const unknownWords = (given: unknown): { readonly path: string; readonly word: unknown }[] => {
  if (given === undefined) return [];
  const words: readonly unknown[] = Array.isArray(given) ? given : [given];
  return words.flatMap((word, at) =>
    lifecycleWords.some((one) => one === word) ? [] : [{ path: Array.isArray(given) ? `/${at}` : '', word }],
  );
};

/** As a whole text: `use: name`. */
const mentions = (text: string, name: string): boolean => text.includes(JSON.stringify(name));

const withoutSecrets = (use: unknown): unknown => {
  if (typeof use !== 'object' || use === null) return use;
  return { ...use, secrets: undefined };
};
