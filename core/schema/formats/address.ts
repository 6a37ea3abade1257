/** Addresses of hosts, people and things. Each expression is linear: no part of it can match in two ways. */

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);

export const isIpv4 = (text: string): boolean => ipv4.test(text);

export const isIpv6 = (text: string): boolean => {
  if (text.length > 45) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.map((half, at) => groupsOf(half, at === halves.length - 1));
  let count = 0;
  for (const each of groups) {
    if (each === null) return false;
    count += each;
  }
  // `::` stands for at least one group.
  return halves.length === 2 ? count <= 7 : count === 8;
};

/** How many groups of 16 bits; null when one of them is none. Only the end may be written as IPv4. */
const groupsOf = (text: string, atEnd: boolean): number | null => {
  if (text === '') return 0;
  const parts = text.split(':');
  let count = 0;
  for (const [at, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) count += 1;
    else if (atEnd && at === parts.length - 1 && isIpv4(part)) count += 2;
    else return null;
  }
  return count;
};

const hexPair = '%[0-9a-f]{2}';
const plain = "a-z0-9\\-._~!$&'()*+,;=";
const path = `(?:[${plain}:@/]|${hexPair})*`;
const authority = `//(?:(?:[${plain}:]|${hexPair})*@)?(?:\\[([0-9a-f:.]+)\\]|(?:[${plain}]|${hexPair})*)(?::\\d*)?(?=[/?#]|$)`;
const uri = new RegExp(
  `^[a-z][a-z0-9+.\\-]*:(?:${authority}|(?!//))${path}` +
    `(?:\\?(?:[${plain}:@/?]|${hexPair})*)?(?:#(?:[${plain}:@/?]|${hexPair})*)?$`,
  'i',
);

export const isUri = (text: string): boolean => {
  const found = uri.exec(text);
  return found !== null && (found[1] === undefined || isIpv6(found[1]));
};

const atom = "[a-z0-9!#$%&'*+/=?^_`{|}~\\-]+";
const mailbox = new RegExp(`^(?:${atom}(?:\\.${atom})*|"(?:[\\x20!#-\\[\\]-~]|\\\\[\\x20-~])*")$`, 'i');
const host =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;

export const isEmail = (text: string): boolean => {
  const at = text.lastIndexOf('@');
  if (at < 1 || text.length > 320 || !mailbox.test(text.slice(0, at))) return false;
  const domain = text.slice(at + 1);
  if (!domain.startsWith('[') || !domain.endsWith(']')) return host.test(domain);
  const literal = domain.slice(1, -1);
  return /^ipv6:/i.test(literal) ? isIpv6(literal.slice(5)) : isIpv4(literal);
};
