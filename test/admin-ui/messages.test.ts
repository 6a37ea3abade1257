// slow: thousands of cases, made or read
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { verifies } from '../setup/verifies.ts';
import { createTranslate, languages, type Messages } from '../../admin-ui/src/messages/translate.ts';

const source = join(import.meta.dirname, '../../admin-ui/src');
type Message = string | Record<string, string>;

const load = (language: string): Record<string, Message> =>
  JSON.parse(readFileSync(join(source, 'messages', `${language}.json`), 'utf8')) as Record<string, Message>;
const textsOf = (message: Message): string[] =>
  typeof message === 'string' ? [message] : Object.values(message);
const placeholders = (message: Message): string[] =>
  [...new Set(textsOf(message).flatMap((text) => text.match(/\{\w+\}/g) ?? []))].sort();

const english = load('en');

verifies('foundation.ui.languages', 'every language has the same messages as English', () => {
  for (const language of languages) expect(Object.keys(load(language))).toEqual(Object.keys(english));
});

test.each(languages)('%s has no empty message and the same placeholders as English', (language) => {
  const messages = load(language);
  const wrong = Object.keys(english).filter((key) => {
    const [one, other] = [messages[key] ?? '', english[key] ?? ''];
    return (
      textsOf(one).some((text) => text.trim() === '') ||
      placeholders(one).join() !== placeholders(other).join()
    );
  });
  expect(wrong).toEqual([]);
});

test.each(languages)('%s has a sentence for each of its plural forms', (language) => {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.sort();
  const plurals = Object.entries(load(language)).filter(([, message]) => typeof message !== 'string');
  expect(plurals.length).toBeGreaterThan(0);
  for (const [key, message] of plurals) expect([key, Object.keys(message).sort()]).toEqual([key, forms]);
});

test('no message is left that nothing says', () => {
  const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readFileSync(join(source, file), 'utf8'))
    .join('\n');
  // `role.${role}.about`: a message whose name is put together counts as said by what it begins and ends with.
  const built = [...code.matchAll(/`([\w.]*\$\{[^`]*)`/g)].map(
    ([, text = '']) =>
      new RegExp(
        `^${text
          .split(/\$\{[^}]*\}/)
          .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
          .join('[\\w.-]+')}$`,
      ),
  );
  const unsaid = Object.keys(english).filter(
    (key) => !code.includes(`'${key}'`) && !built.some((pattern) => pattern.test(key)),
  );
  expect(unsaid).toEqual([]);
});

test('German speaks to everybody alike: nobody is addressed as a friend on one page and formally on the next', () => {
  const words = 'du|dein\\w*|dir|dich';
  const orders = 'bewahre|hefte|kopiere|nimm|lies|öffne|schreibe|sieh|wähle';
  const friendly = new RegExp(`(?<!\\p{L})(${words}|${orders})(?!\\p{L})`, 'iu');
  const found = Object.entries(load('de'))
    .filter(([, message]) => textsOf(message).some((text) => friendly.test(text)))
    .map(([key]) => key);
  expect(found).toEqual([]);
});

test('a message takes its values and the plural form of its count', () => {
  const say = createTranslate('de', load('de') as Messages);
  expect(say('list.new', { count: 1 })).toBe('1 neuer Eintrag');
  expect(say('list.new', { count: 1200 })).toBe('1.200 neue Einträge');
  expect(say('keys.revokeTitle', { name: 'A {name} $& B' })).toBe('A {name} $& B widerrufen?');
});
