/** What of the route is open beside its picture. */
export type Selection =
  { readonly kind: 'endpoints' } | { readonly kind: 'step'; readonly at: number } | { readonly kind: 'try' };

export const isSame = (one: Selection | null, other: Selection): boolean =>
  one !== null &&
  one.kind === other.kind &&
  (one.kind !== 'step' || (other.kind === 'step' && one.at === other.at));
