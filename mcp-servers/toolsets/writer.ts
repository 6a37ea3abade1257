import { callerId, type Caller } from '../../core/caller.ts';

/** Who wrote something, by id and by the name that they had then. */
export const writer = (caller: Caller): { readonly by: string; readonly byName: string } => ({
  by: callerId(caller),
  byName: 'name' in caller ? caller.name : '',
});
