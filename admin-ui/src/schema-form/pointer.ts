/** Where a value stands in a form, as a JSON pointer: `/address/street`, `/tags/0`. */
export const pointerTo = (parent: string, part: string | number): string =>
  `${parent}/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** The hub names a place as `/a/b`, `a.b` or `input.a.b`; a form as a pointer. */
export const pointerOf = (path: string, root: string): string => {
  const plain = path.replace(new RegExp(`^(?:body[./])?${root}(?=$|[./])`), '');
  if (plain === '' || plain.startsWith('/')) return plain;
  return `/${plain.replace(/^\./, '').replaceAll('.', '/')}`;
};

/** The last part, for people. */
export const nameIn = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');
