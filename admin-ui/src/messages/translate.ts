import type english from './en.json';

export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

export type MessageKey = keyof typeof english;
/** A sentence, or one for each plural form that the language has. */
export type Message = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;
export type Messages = Readonly<Record<MessageKey, Message>>;
type Values = Readonly<Record<string, string | number>>;
export type Translate = (key: MessageKey, values?: Values) => string;

/** `{name}` takes the value of that name; a message with plural forms chooses by the value of `count`. */
export const createTranslate = (language: Language, messages: Messages): Translate => {
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  // A newer hub may name what this console has no word for: its own name is better than a broken page.
  const known: Readonly<Record<string, Message>> = messages;
  const pick = (message: Message, values: Values): string => {
    if (typeof message === 'string') return message;
    return message[plural.select(Number(values['count']))] ?? message.other ?? '';
  };
  return (key, values = {}) =>
    pick(known[key] ?? key, values).replace(/\{(\w+)\}/g, (placeholder, name: string) => {
      const value = values[name];
      if (value === undefined) return placeholder;
      return typeof value === 'number' ? number.format(value) : value;
    });
};

export const isLanguage = (value: unknown): value is Language =>
  languages.some((language) => language === value);

/** The first of the wishes that the console speaks; English when it speaks none. */
export const chooseLanguage = (wishes: readonly (string | null)[]): Language =>
  wishes.map((wish) => wish?.slice(0, 2)).find(isLanguage) ?? 'en';
