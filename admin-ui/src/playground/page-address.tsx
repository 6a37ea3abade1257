/** A page that a server wants to be opened, as a person can judge it; null: it is no page of the web, but perhaps a program. */
export const pageIn = (url: unknown): URL | null => {
  const address = typeof url === 'string' ? URL.parse(url) : null;
  return address !== null && /^https?:$/.test(address.protocol) ? address : null;
};

/** Whose page it is stands out: names that only look like others' are written so that one sees it. */
export const PageAddress = ({ page }: { readonly page: URL }) => {
  const { href, host } = page;
  const at = href.indexOf(host, href.lastIndexOf('@', href.indexOf('/', page.protocol.length + 2)) + 1);
  return (
    <p className="any-break">
      <a className="link" href={href} target="_blank" rel="noopener noreferrer">
        {href.slice(0, at)}
        <strong>{host}</strong>
        {href.slice(at + host.length)}
      </a>
    </p>
  );
};
