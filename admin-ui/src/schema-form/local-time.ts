/** An instant as the browser's own field takes it, in the reader's zone; undefined when the text is no instant. */
export const localOf = (instant: string): string | undefined => {
  if (instant === '') return '';
  const at = Date.parse(instant);
  if (Number.isNaN(at)) return undefined;
  const zone = new Date(at).getTimezoneOffset() * 60_000;
  return new Date(at - zone).toISOString().slice(0, 19);
};

export const instantOf = (local: string): string => {
  const at = Date.parse(local);
  return Number.isNaN(at) ? '' : new Date(at).toISOString();
};
