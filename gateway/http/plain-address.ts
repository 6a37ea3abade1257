/** An IPv4 caller of a socket that takes both kinds is shown as one of IPv6. */
export const plainAddress = (address: string): string =>
  address.startsWith('::ffff:') ? address.slice(7) : address;
