import type { Caller } from '../../core/caller.ts';
import { isHubError, type HubError } from '../../core/errors.ts';
import type { Running } from '../../core/ports.ts';
import type { ConsumerDirectory } from '../../gateway/traffic/consumers/directory.ts';
import { openConsumerDirectory, type DirectoryDeps } from '../../gateway/traffic/consumers/open-directory.ts';
import type { Handler, Policy } from '../../gateway/traffic/policy.ts';
import type { PolicyDeps } from '../../gateway/traffic/policy-deps.ts';
import { createEgress, type Egress } from '../../platform/egress/egress.ts';
import { parseAllowList } from '../../platform/egress/allow-list.ts';
import { openLog } from '../../platform/log.ts';
import { openMetrics } from '../../platform/metrics.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';
import { exchangeOf, type ExchangeParts, type TrialExchange } from './traffic-exchange.ts';

export interface MadeCredential {
  readonly consumerId: string;
  readonly credentialId: string;
  readonly identifier: string | null;
  readonly secret: string;
}

export interface TestConsumers {
  readonly gateway: TestGateway;
  readonly directory: ConsumerDirectory & Running;
  readonly spaceId: string;
  readonly admin: Caller;
  readonly policyDeps: PolicyDeps;
  call<Output = Record<string, unknown>>(name: string, input: object): Promise<Output>;
  /** A consumer with one credential. */
  add(name: string, credential: object, more?: object): Promise<MadeCredential>;
  /** A process beside the first one, which remembers nothing yet. */
  another(more?: Partial<DirectoryDeps>): ConsumerDirectory & Running;
  compile(policy: Policy, action?: object, more?: Partial<PolicyDeps>): Handler;
  stop(): Promise<void>;
}

/** Consumers of a space with a database of their own, and what policies are compiled with. */
export const startTestConsumers = async (egress: Partial<Egress> = {}): Promise<TestConsumers> => {
  const gateway = await startTestGateway();
  const spaceId = await gateway.space('main');
  const admin = gateway.as(gateway.owner.userId, spaceId, 'admin');
  const log = openLog({ level: 'silent' });
  const opened: (ConsumerDirectory & Running)[] = [];
  const another = (more: Partial<DirectoryDeps> = {}) => {
    const directory = openConsumerDirectory({ ...gateway.deps, log, ...more });
    opened.push(directory);
    return directory;
  };
  const directory = another();
  const call = <Output>(name: string, input: object) => gateway.call<Output>(name, input, admin);
  const out = createEgress({ allow: parseAllowList(['127.0.0.0/8']).entries, log });
  const none = (): never => {
    throw new Error('no test of authentication comes here');
  };
  const policyDeps: PolicyDeps = {
    ...{ consumers: directory, limiter: gateway.deps.limiter, clock: gateway.clock, log },
    quotas: { take: none },
    egress: { ...out, ...egress },
    metrics: openMetrics(),
    ...{ forward: none, runFlow: none, operationOf: none },
  };
  return {
    ...{ gateway, directory, spaceId, admin, policyDeps, call, another },
    add: async (name, credential, more = {}) => {
      const { id } = await call<{ id: string }>('consumers.create', { name, ...more });
      const made = await call<{ credential: { id: string; identifier: string | null }; secret: string }>(
        'consumers.addCredential',
        { consumerId: id, ...credential },
      );
      const { identifier } = made.credential;
      return { consumerId: id, credentialId: made.credential.id, identifier, secret: made.secret };
    },
    compile: (policy, action = {}, more = {}) =>
      policy.compile(
        policy.action.parse(action),
        { spaceId, pipeline: 'trial', at: '/policies/0', hasService: () => false },
        { ...policyDeps, ...more },
      ),
    stop: async () => {
      for (const each of opened) await each.stop();
      await out.close();
      await gateway.stop();
    },
  };
};

export interface Outcome {
  readonly exchange: TrialExchange;
  /** Undefined: it was let on. */
  readonly error: HubError | undefined;
}

/** One request through one handler. */
export const passes = async (handler: Handler, parts: ExchangeParts): Promise<Outcome> => {
  const exchange = exchangeOf(parts);
  try {
    await handler(exchange);
    return { exchange, error: undefined };
  } catch (error) {
    if (!isHubError(error)) throw error;
    return { exchange, error };
  }
};
