import type { ClientIdentity } from '../../../platform/egress/client-identity.ts';
import { proving, type KafkaCredentials, type Mechanism } from '../../../platform/kafka-wire/sign-in.ts';
import { taskFault } from '../../engine/fault.ts';
import type { Authorise } from '../auth/authorise.ts';
import { readPolicy } from '../auth/policy.ts';
import type { Authorization, FunctionCall } from '../function-call.ts';

export interface KafkaAccess {
  readonly credentials: KafkaCredentials | null;
  readonly tls?: ClientIdentity;
  readonly shown?: Authorization;
}

const plain: Mechanism = 'PLAIN';
const mechanisms: Readonly<Record<string, Mechanism>> = {
  plain,
  scramSha256: 'SCRAM-SHA-256',
  scramSha512: 'SCRAM-SHA-512',
};

/**
 * Policies of the DSL as Kafka has them: an account signs in as the document says, or else as well as the broker can; a token goes
 * by OAUTHBEARER; a certificate is shown to TLS.
 */
export const kafkaAccess = async (
  authorise: Authorise,
  call: FunctionCall,
  security: readonly string[],
): Promise<KafkaAccess> => {
  const given = call.with['authentication'];
  if (given === undefined || given === null) return { credentials: null };
  const policy = readPolicy(given, call.secrets);
  switch (policy.kind) {
    case 'basic':
    case 'digest': {
      const { username, password } = policy;
      const [named] = security.flatMap((type) => mechanisms[type] ?? []);
      const able: readonly Mechanism[] =
        named === undefined ? [...proving, ...(policy.kind === 'basic' ? [plain] : [])] : [named];
      if (policy.kind === 'digest' && named === plain) throw sent();
      return { credentials: { kind: 'account', account: { username, password }, mechanisms: able } };
    }
    case 'certificate': {
      const { tls } = await authorise(given, call);
      return { credentials: null, ...(tls === undefined ? {} : { tls }) };
    }
    case 'bearer':
    case 'oauth2':
    case 'oidc': {
      const { shown } = await authorise(given, call);
      if (shown === undefined) return { credentials: null };
      return { credentials: { kind: 'token', token: shown.parameter }, shown };
    }
    default:
      return policy satisfies never;
  }
};

const sent = (): Error =>
  taskFault(
    'configuration',
    'The document asks for PLAIN, which sends the password: that is "basic", not "digest".',
  );
