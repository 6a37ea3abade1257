'use strict';
/**
 * express-gateway as it is, in a process of its own: `node serve.cjs <its node_modules> <folder of its configuration>`.
 * Beside the configuration lies seed.json with who may call. Says its port on a line of its own when it listens.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const [modules, folder] = process.argv.slice(2);
process.env.EG_DISABLE_CONFIG_WATCH = 'true';
process.env.LOG_LEVEL = process.env.LOG_LEVEL ?? 'error';

const fromPackage = (path) => require(join(modules, 'express-gateway', path));

const addConsumers = async ({ scopes, users }) => {
  const services = fromPackage('lib/services');
  if (scopes.length > 0) await services.credential.insertScopes(scopes);
  for (const { username, credentials } of users) {
    const user = await services.user.insert({ username, firstname: username, lastname: username });
    for (const { type, revoked, ...details } of credentials) {
      const made = await services.credential.insertCredential(user.id, type, details);
      if (revoked) await services.credential.deactivateCredential(made.keyId ?? user.id, type);
    }
  }
};

const run = async () => {
  const [gateway] = await fromPackage('lib')().load(folder).run();
  await addConsumers(JSON.parse(readFileSync(join(folder, 'seed.json'), 'utf8')));
  process.stdout.write(`listening ${gateway.app.address().port}\n`);
};

// Whoever started it has gone when this ends; nothing is left behind then.
process.stdin.on('close', () => process.exit(0)).resume();
run().catch((error) => {
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exit(1);
});
