/** A one-time token stands behind the `#`, which browsers send to no server and write into no log. */
export const tokenOfFragment = (): string | null => {
  const token = window.location.hash.slice(1);
  return token === '' ? null : token;
};
