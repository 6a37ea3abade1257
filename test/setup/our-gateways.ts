import { readConfig } from '../../gateway/traffic/document/import/read-config.ts';
import { startTestConsumers } from './consumers.ts';
import { eventually } from './eventually.ts';
import { startTestHub } from './hub.ts';
import { startTrafficHub } from './traffic-hub.ts';

/** The hub's side beside express-gateway, with the same callers behind the same file. */
export interface OurGateway {
  readonly port: number;
  readonly keys: { readonly reader: string; readonly nobody: string; readonly revoked: string };
  readonly logged: () => string;
  stop(): Promise<void>;
}

export interface OurWish {
  readonly yaml: string;
  /** Of the caller "reader". */
  readonly password: string;
  readonly upstreamPort: number;
}

export const startInProcess = async ({ yaml, password }: OurWish): Promise<OurGateway> => {
  const consumers = await startTestConsumers();
  const reader = await consumers.add('reader', { kind: 'key' }, { scopes: ['read'] });
  const more = async (consumerId: string, credential: object) =>
    consumers.call<{ secret: string }>('consumers.addCredential', { consumerId, ...credential });
  await more(reader.consumerId, { kind: 'basic', identifier: 'reader', secret: password });
  await more(reader.consumerId, { kind: 'jwt', identifier: 'reader-subject' });
  const nobody = await consumers.add('nobody', { kind: 'key' });
  const revoked = await consumers.add('revoked', { kind: 'key' }, { scopes: ['read'] });
  await consumers.call('consumers.revokeCredential', {
    consumerId: revoked.consumerId,
    credentialId: revoked.credentialId,
  });

  const read = readConfig(yaml, { variables: new Map() });
  const problems = [...read.problems, ...read.documents.flatMap((each) => each.problems)];
  if (problems.length > 0)
    throw new Error(`The shared file is not taken: ${JSON.stringify(problems, null, 1)}`);
  const documents = (kind: string) =>
    Object.fromEntries(
      read.documents.filter((each) => each.kind === kind).map(({ name, document }) => [name, document]),
    );
  const hub = await startTrafficHub({
    services: documents('service'),
    pipelines: documents('pipeline'),
    spaceId: consumers.spaceId,
    deps: { consumers: consumers.directory, limiter: consumers.gateway.deps.limiter },
  });
  return {
    port: hub.port,
    keys: { reader: reader.secret, nobody: nobody.secret, revoked: revoked.secret },
    logged: hub.logged,
    stop: async () => {
      await hub.stop();
      await consumers.stop();
    },
  };
};

/** As somebody does it who moves from there to here: a hub, its REST interface, the file, the callers. */
export const startWholeHub = async ({ yaml, password, upstreamPort }: OurWish): Promise<OurGateway> => {
  const hub = await startTestHub({
    HUB_EGRESS_ALLOW: `127.0.0.1:${upstreamPort}`,
    HUB_TRAFFIC_HOSTS: '*=default,gone.example.com=nowhere',
  });
  const ask = async <Answer>(method: string, path: string, body?: object): Promise<Answer> => {
    const answer = await hub.request(method, path, body === undefined ? {} : { body });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json as Answer;
  };
  const add = async (name: string, scopes: readonly string[], credentials: readonly object[]) => {
    const { id } = await ask<{ id: string }>('POST', '/api/consumers', { name, scopes });
    const made: { secret: string; credential: { id: string } }[] = [];
    for (const each of credentials) made.push(await ask('POST', `/api/consumers/${id}/credentials`, each));
    return { id, secret: made[0]?.secret ?? '', credentialId: made[0]?.credential.id ?? '' };
  };
  const reader = await add(
    'reader',
    ['read'],
    [
      { kind: 'key' },
      { kind: 'basic', identifier: 'reader', secret: password },
      { kind: 'jwt', identifier: 'reader-subject' },
    ],
  );
  const nobody = await add('nobody', [], [{ kind: 'key' }]);
  const revoked = await add('revoked', ['read'], [{ kind: 'key' }]);
  await ask('DELETE', `/api/consumers/${revoked.id}/credentials/${revoked.credentialId}`);
  const { documents, problems } = await ask<{
    documents: readonly { readonly outcome: string; readonly problems: readonly unknown[] }[];
    problems: readonly unknown[];
  }>('POST', '/api/gateway/import', { text: yaml, apply: true });
  const untaken = [...problems, ...documents.filter(({ outcome }) => outcome !== 'created')];
  if (untaken.length > 0)
    throw new Error(`The shared file is not taken: ${JSON.stringify(untaken, null, 1)}`);
  const url = await eventually(async () => {
    const { urls } = await ask<{ urls: readonly string[] }>('GET', '/api/traffic/status');
    return urls[0] ?? false;
  });
  return {
    port: Number(new URL(url).port),
    keys: { reader: reader.secret, nobody: nobody.secret, revoked: revoked.secret },
    logged: hub.logged,
    stop: hub.stop,
  };
};
