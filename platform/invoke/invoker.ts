import { callerId, callerMay, type Caller } from '../../core/caller.ts';
import { HubError } from '../../core/errors.ts';
import type { Clock, EventBus, Log } from '../../core/ports.ts';
import { installationChain, type AuditTrail } from '../audit/trail.ts';
import type { Db, Tx } from '../db/open.ts';
import type { Telemetry } from '../telemetry.ts';
import type { CallContext, Exchange, HubOperation } from './context.ts';
import type { KeyVault } from '../vault/vault.ts';
import { openIdempotency, type IdempotentCall, type StoredAnswer } from './idempotency.ts';
import { parseInput } from './input.ts';

export interface Call {
  readonly operation: HubOperation;
  readonly input: unknown;
  readonly caller: Caller;
  readonly requestId: string;
  readonly signal: AbortSignal;
  readonly idempotencyKey?: string | undefined;
  readonly exchange?: Exchange | undefined;
}

export interface Answer extends StoredAnswer {
  /** It is the answer of an earlier request with the same idempotency key. */
  readonly replayed: boolean;
}

export type Invoke = (call: Call) => Promise<Answer>;

export interface InvokerDeps {
  readonly db: Db;
  readonly audit: AuditTrail;
  readonly events: EventBus<Tx>;
  readonly vault: Pick<KeyVault, 'seal' | 'open'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly telemetry: Telemetry;
  /** Checks each output against its schema too: on in tests, where a leak or a drift must show. */
  readonly checkOutputs: boolean;
}

interface Work {
  readonly call: Call;
  readonly input: unknown;
}

interface AuditNote {
  target: string | null;
  details: Readonly<Record<string, unknown>>;
  noMore: boolean;
}

/**
 * The one way to call an operation, whoever asks: REST, a flow, an agent. Access first, then the input, then one
 * transaction that holds the effect, its events, its audit entry and its idempotency record, or nothing of them.
 */
export const openInvoker = (deps: InvokerDeps): Invoke => {
  const idempotency = openIdempotency(deps.vault);

  const transact = <T>(call: Call, work: (tx: Tx) => Promise<T>): Promise<T> =>
    call.operation.transaction === 'space'
      ? deps.db[readsOnly(call) ? 'readInSpace' : 'inSpace'](spaceOf(call.caller), work)
      : deps.db[readsOnly(call) ? 'readAsSystem' : 'asSystem'](work);

  /** Runs the handler and, unless it only reads, adds its audit entry as the last thing in the transaction. */
  const perform = async (work: Work, tx: Tx | undefined): Promise<StoredAnswer> => {
    const { call, input } = work;
    const { operation, caller } = call;
    const note: AuditNote = { target: null, details: {}, noMore: false };
    const output = await operation.run(input, makeContext(deps, { call, tx, note }));
    if (deps.checkOutputs) checkOutput(operation, output);
    if (!readsOnly(call) && !note.noMore) {
      const entry = {
        actor: callerId(caller),
        actorName: 'name' in caller ? caller.name : '',
        action: operation.name,
        target: note.target,
        details: note.details,
        ip: call.exchange?.ip ?? null,
        requestId: call.requestId,
      };
      const append = (inTx: Tx) => deps.audit.append(inTx, chainOf(call), entry);
      await (tx === undefined ? transact(call, append) : append(tx));
    }
    return { status: operation.http.status, output };
  };

  const inOneTransaction = (work: Work, key: IdempotentCall | undefined): Promise<Answer> =>
    transact(work.call, async (tx) => {
      if (key !== undefined) {
        const earlier = await idempotency.claim(tx, key);
        if (earlier !== undefined) return { ...earlier, replayed: true };
      }
      const done = await perform(work, tx);
      if (key !== undefined) await idempotency.store(tx, key, done);
      return { ...done, replayed: false };
    });

  /** For operations that wait for something outside: no transaction is held open meanwhile. */
  const inSteps = async (work: Work, key: IdempotentCall | undefined): Promise<Answer> => {
    if (key === undefined) return { ...(await perform(work, undefined)), replayed: false };
    const earlier = await transact(work.call, (tx) => idempotency.claim(tx, key));
    if (earlier !== undefined) return { ...earlier, replayed: true };
    let done: StoredAnswer;
    try {
      done = await perform(work, undefined);
    } catch (error) {
      await transact(work.call, (tx) => idempotency.release(tx, key));
      throw error;
    }
    await transact(work.call, (tx) => idempotency.store(tx, key, done));
    return { ...done, replayed: false };
  };

  return (call) =>
    deps.telemetry.span(call.operation.name, { kind: 'internal' }, async () => {
      checkAccess(call.operation, call.caller);
      const work = { call, input: parseInput(call.operation.input, call.input) };
      const key = idempotentCall(work);
      return call.operation.transaction === 'none' ? inSteps(work, key) : inOneTransaction(work, key);
    });
};

/** Throws unless this caller may call this operation. Cheap: it is asked before a body is read, and again in the call. */
export const checkAccess = (operation: HubOperation, caller: Caller): void => {
  const { access } = operation;
  if (access === 'anyone' || caller.kind === 'hub') return;
  if (caller.kind === 'nobody')
    throw new HubError('unauthenticated', 'Sign in, or send an API key as "Authorization: Bearer …".');
  if (access === 'user') {
    if (caller.kind === 'user') return;
    throw new HubError('forbidden', 'This is for a signed-in person, not for an API key.');
  }
  spaceOf(caller);
  if (callerMay(caller, access)) return;
  throw new HubError(
    'forbidden',
    `This needs the permission "${access}". An owner or admin of the space can give it.`,
    {
      details: { permission: access },
    },
  );
};

const readsOnly = ({ operation }: Call): boolean => operation.hints.readOnly === true;

const spaceOf = (caller: Caller): string => {
  if (caller.spaceId !== null) return caller.spaceId;
  throw new HubError('header_invalid', 'Name the space of this call in the header "Hub-Space".');
};

const chainOf = ({ operation, caller }: Call): string =>
  operation.transaction === 'system' || caller.spaceId === null ? installationChain : caller.spaceId;

const idempotentCall = ({ call, input }: Work): IdempotentCall | undefined => {
  const { operation, caller, idempotencyKey } = call;
  if (idempotencyKey === undefined || operation.hints.readOnly === true || caller.kind === 'nobody')
    return undefined;
  return {
    spaceId: chainOf(call),
    caller: callerId(caller),
    key: idempotencyKey,
    operation: operation.name,
    input,
    sensitive: (operation.hints.sensitive ?? []).length > 0,
  };
};

const makeContext = (
  deps: InvokerDeps,
  parts: { call: Call; tx: Tx | undefined; note: AuditNote },
): CallContext => {
  const { call, tx, note } = parts;
  const { caller } = call;
  return {
    caller,
    get spaceId() {
      return spaceOf(caller);
    },
    get tx() {
      if (tx !== undefined) return tx;
      throw new HubError(
        'internal',
        `The operation "${call.operation.name}" asked for no transaction and used one.`,
      );
    },
    requestId: call.requestId,
    signal: call.signal,
    // Made when somebody writes to it: most calls do not.
    get log() {
      return deps.log.child({ requestId: call.requestId, operation: call.operation.name });
    },
    clock: deps.clock,
    exchange: call.exchange,
    audit: (target, details = {}) => {
      note.target = target;
      note.details = details;
    },
    auditNoMore: () => {
      note.noMore = true;
    },
    publish: async (fact) => {
      if (tx !== undefined) await deps.events.publish(tx, spaceOf(caller), [fact]);
      else await deps.db.inSpace(spaceOf(caller), (own) => deps.events.publish(own, spaceOf(caller), [fact]));
    },
  };
};

const checkOutput = (operation: HubOperation, output: unknown): void => {
  const parsed = operation.output.safeParse(output);
  if (!parsed.success) {
    throw new HubError(
      'internal',
      `The output of "${operation.name}" does not fit its schema: ${parsed.error.message}`,
    );
  }
};
