import { openDocumentRequests } from '../../connectors/call/document-call.ts';
import { isHubError } from '../../core/errors.ts';
import type { OwnKafka } from '../../flows/calls/asyncapi/own-kafka.ts';
import type { FunctionAnswer, FunctionCall } from '../../flows/calls/function-call.ts';
import { openFunctionCalls } from '../../flows/calls/open-function-calls.ts';
import { faultOfThrown, type Fault } from '../../flows/engine/fault.ts';
import { systemClock } from '../../platform/clock.ts';
import { parseAllowList } from '../../platform/egress/allow-list.ts';
import { createEgress, type Egress } from '../../platform/egress/egress.ts';
import { recordedLog } from './recorded-log.ts';

/** The DSL's own functions as a run calls them, over the hub's own way out. */
export interface CallTrial {
  readonly egress: Egress;
  call(
    name: FunctionCall['function'],
    given: FunctionCall['with'],
    more?: Partial<FunctionCall>,
  ): Promise<FunctionAnswer>;
  output(...call: Parameters<CallTrial['call']>): Promise<unknown>;
  /** The error of a call that must not work, as a flow sees it. */
  fault(...call: Parameters<CallTrial['call']>): Promise<Fault>;
  stop(): Promise<void>;
}

export interface CallTrialOptions {
  readonly ca?: readonly string[];
  /** How long a connection may take. */
  readonly connectMs?: number;
  /** The Kafka of the hub's own events. */
  readonly ownKafka?: OwnKafka;
}

export const startCalls = (options: CallTrialOptions = {}): CallTrial => {
  const allow = parseAllowList(['127.0.0.0/8']).entries;
  const resolve = async (host: string) => {
    if (host === 'silent.test') await new Promise(() => undefined);
    return host.endsWith('.test') ? ['127.0.0.1'] : [];
  };
  const limits = options.connectMs === undefined ? {} : { connectMs: options.connectMs };
  const egress = createEgress({ ...{ allow, resolve, limits }, ca: options.ca ?? [], log: recordedLog() });
  const clock = systemClock;
  const openApi = openDocumentRequests({ egress, clock });
  const carryOut = openFunctionCalls({
    ...{ egress, openApi, clock, log: recordedLog() },
    ownKafka: options.ownKafka ?? null,
  });
  const call: CallTrial['call'] = (name, given, more = {}) =>
    carryOut({
      ...{ spaceId: 'spc_one', function: name, with: given, input: {}, secrets: {} },
      idempotencyKey: 'run-1/do/0/it',
      signal: new AbortController().signal,
      ...more,
    });
  return {
    ...{ egress, call },
    output: async (...given) => (await call(...given)).output,
    fault: async (...given) => {
      try {
        const answer = await call(...given);
        throw new Error(`it worked, and gave ${JSON.stringify(answer)}`);
      } catch (error) {
        if (!isHubError(error)) throw error;
        return faultOfThrown(error, '/do/0/it');
      }
    },
    stop: egress.close,
  };
};

/** The last part of a fault's type, which says what kind it is. */
export const kindOf = (fault: Fault): string => fault.type.slice(fault.type.lastIndexOf('/') + 1);
