/** Both halves are encoded as in a form before they are joined (RFC 6749, 2.3.1). */
export const clientHeader = (id: string, secret: string): string => {
  const encode = (text: string) => new URLSearchParams({ _: text }).toString().slice(2);
  return `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}`;
};
