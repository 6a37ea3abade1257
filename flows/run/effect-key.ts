import { hash } from 'node:crypto';

/** As far as a header and the hub's own idempotency take a key. */
const fits = /^[\x21-\x7e]{1,200}$/;

/**
 * By what the other side knows a task of a run again. Names of tasks may be long, or hold letters that no header takes: then
 * their hash stands for them. The run is always whole, or two runs could share a key.
 */
export const effectKey = (runId: string, effect: string): string => {
  const key = runId + effect;
  return fits.test(key) ? key : `${runId}/${hash('sha256', effect, 'hex')}`;
};
