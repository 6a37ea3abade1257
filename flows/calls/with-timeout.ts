import { isHubError } from '../../core/errors.ts';
import { taskFault } from '../engine/fault.ts';
import type { FunctionCall } from './function-call.ts';

/** The call with a limit of time of its own, beside the one of its task. */
export const withTimeout = async <T>(
  call: FunctionCall,
  ms: number | undefined,
  carryOut: (call: FunctionCall) => Promise<T>,
): Promise<T> => {
  if (ms === undefined) return carryOut(call);
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), Math.min(ms, 2 ** 31 - 1));
  try {
    return await carryOut({ ...call, signal: AbortSignal.any([call.signal, over.signal]) });
  } catch (error) {
    if (!isHubError(error, 'cancelled') || call.signal.aborted || !over.signal.aborted) throw error;
    throw taskFault('timeout', `The call was not done in ${ms} ms.`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
};
