import type { Account } from '../account.ts';
import { accountOf } from '../account.ts';
import { calledName } from '../call-trace.ts';
import type { Simulated } from '../simulate.ts';
import { without } from '../../../core/without.ts';
import { goesBy } from './expectations.ts';
import type { Expected } from './test-shape.ts';

/** What a case expects, with the end that goes without saying. `without` names what is not there: nothing stands beside it. */
export type Wanted = Omit<Expected, 'without'>;

export const wantedOf = (expected: Expected): Wanted => ({
  status: expected.status ?? (expected.error === undefined ? 'completed' : 'faulted'),
  ...without(expected, ['without', 'status']),
});

const letters = 32 * 1024;

/** What came, in the words of what was expected, so that both can stand side by side. */
export const cameOf = (expected: Expected, simulated: Simulated): Account => {
  const names = (expected.calls ?? []).flatMap((one) => Object.keys(one));
  const account = accountOf(simulated, {
    nameOf: (call) => names.find((name) => goesBy(call, name)) ?? calledName(call),
    letters,
  });
  if (!Object.hasOwn(account, 'output') || !Object.hasOwn(expected, 'exactOutput')) return account;
  const { output, ...rest } = account;
  return { ...rest, exactOutput: output, ...(Object.hasOwn(expected, 'output') && { output }) };
};
