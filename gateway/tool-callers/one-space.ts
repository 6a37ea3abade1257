import { HubError } from '../../core/errors.ts';

/** Whoever is in one space only need not name it. */
export const oneSpaceOf = <Space>(spaces: readonly Space[]): Space => {
  const [only, another] = spaces;
  if (only === undefined) throw new HubError('not_found', 'You are not a member of any space.');
  if (another === undefined) return only;
  throw new HubError(
    'header_invalid',
    'You are a member of several spaces. Name the one of this call in the header "Hub-Space".',
  );
};
