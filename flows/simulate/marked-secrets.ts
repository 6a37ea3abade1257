/**
 * Secrets as the journal shows them: a mark for each text in them. A run is gone through again with these, so that what is
 * made of a secret, in whatever form, tells nothing of it.
 */
export const markedSecrets = (secrets: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(secrets).map(([name, value]) => {
      let texts = 0;
      const marked = (one: unknown): unknown => {
        if (Array.isArray(one)) return one.map(marked);
        if (typeof one === 'object' && one !== null)
          return Object.fromEntries(Object.entries(one).map(([field, inner]) => [field, marked(inner)]));
        const mark = `***${name}${texts === 0 ? '' : `.${texts}`}***`;
        if (typeof one === 'string') texts += 1;
        return mark;
      };
      return [name, marked(value)];
    }),
  );
