import type { Clock } from '../../../core/ports.ts';
import { endpointIn, fillAddress } from '../address.ts';
import type { FunctionCall } from '../function-call.ts';
import { fieldsIn } from '../given.ts';
import type { Sender } from './send.ts';

export interface ResourceOptions<T> {
  readonly sender: Sender;
  readonly clock: Clock;
  /** Where in `with` it is named. */
  readonly name: string;
  /** What is made of it; more can be fetched by whoever may read the first. */
  make(address: string, fetchText: (url: string) => Promise<string>): Promise<T>;
}

const mostKept = 50;
const keepMs = 10 * 60_000;

/** What a flow names by its address: read when first used, and kept for a while where everybody may read it. */
export const openResource = <T>({ sender, clock, name, make }: ResourceOptions<T>) => {
  const kept = new Map<string, { readonly made: T; readonly until: number }>();
  return async (call: FunctionCall): Promise<T> => {
    const { uri, authentication } = endpointIn(fieldsIn(call.with, name), `${name}.endpoint`);
    const address = fillAddress(uri, call.input);
    const isOpen = authentication === undefined || authentication === null;
    const before = isOpen ? kept.get(address) : undefined;
    if (before !== undefined && before.until > clock.monotonic()) return before.made;
    const made = await make(address, async (url) => {
      const request = { method: 'GET', url, headers: { accept: '*/*' } };
      const { received } = await sender.send(request, { call, authentication, redirect: true });
      return received.bytes.toString('utf8');
    });
    if (!isOpen) return made;
    if (kept.size >= mostKept) kept.clear();
    kept.set(address, { made, until: clock.monotonic() + keepMs });
    return made;
  };
};
