import { createHash } from 'node:crypto';
import { stripTypeScriptTypes } from 'node:module';

// Node prints an experimental warning once per process for this call; the behaviour is the one `node file.ts` uses.
const strip = (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) });

export default {
  process: strip,
  processAsync: async (source) => strip(source),
  getCacheKey: (source, path) =>
    createHash('sha256').update(process.version).update(path).update(source).digest('hex'),
};
