/** What is said of a conversation that a call stands in: arguments of tools may be fixed from it. */
export const factNames = ['contactId', 'phone', 'interactionId', 'agent'] as const;
export type Facts = Readonly<Record<(typeof factNames)[number], string>>;

export const noFacts: Facts = { contactId: '', phone: '', interactionId: '', agent: '' };

/** Those that say something. */
export const givenFacts = (facts: Facts): Partial<Facts> =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value.trim() !== ''));
