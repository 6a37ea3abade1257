import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto';
import { HubError } from '../../core/errors.ts';

/** OWASP's parameters for argon2id: 19 MiB, two passes, one lane. */
const current = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const saltBytes = 16;
const hashBytes = 32;
/** A stored hash is ours, but a restored backup is not: it must not make the hub reserve gigabytes. */
const mostMemory = 262_144;

interface Stored {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

export interface Passwords {
  /** The password in PHC form, ready to store. */
  hash(password: string): Promise<string>;
  /** With `null`, which stands for nobody, it works as long and answers no. */
  verify(password: string, stored: string | null): Promise<boolean>;
  /** It was hashed with other parameters than today's: hash it anew while the password is at hand. */
  isOutdated(stored: string): boolean;
}

const nobodysSalt = Buffer.alloc(saltBytes, 7);

export const openPasswords = (
  options: { readonly atOnce?: number; readonly waiting?: number } = {},
): Passwords => {
  const inTurn = openTurnstile(options.atOnce ?? 2, options.waiting ?? 100);
  return {
    hash: async (password) => {
      const salt = randomBytes(saltBytes);
      const hash = await inTurn(() => derive(password, { ...current, salt, bytes: hashBytes }));
      return format({ ...current, salt, hash });
    },
    verify: async (password, stored) => {
      const known = stored === null ? undefined : parse(stored);
      if (known === undefined) {
        await inTurn(() => derive(password, { ...current, salt: nobodysSalt, bytes: hashBytes }));
        return false;
      }
      const hash = await inTurn(() => derive(password, { ...known, bytes: known.hash.length }));
      return timingSafeEqual(hash, known.hash);
    },
    isOutdated: (stored) => {
      const known = parse(stored);
      return (
        known === undefined ||
        known.memory !== current.memory ||
        known.passes !== current.passes ||
        known.parallelism !== current.parallelism
      );
    },
  };
};

interface Derivation {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly salt: Buffer;
  readonly bytes: number;
}

/** Runs on libuv's threads. The same letters typed on another keyboard must be the same password: hence NFKC. */
const derive = (password: string, work: Derivation): Promise<Buffer> => {
  const parameters: Argon2Parameters = {
    message: password.normalize('NFKC'),
    nonce: work.salt,
    parallelism: work.parallelism,
    tagLength: work.bytes,
    memory: work.memory,
    passes: work.passes,
  };
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, hash) => {
      if (error === null) resolve(hash);
      else reject(error);
    });
  });
};

const plain = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

const format = ({ memory, passes, parallelism, salt, hash }: Stored): string =>
  `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${plain(salt)}$${plain(hash)}`;

const phc =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

const parse = (stored: string): Stored | undefined => {
  const [, memory, passes, parallelism, salt, hash] = phc.exec(stored) ?? [];
  if (salt === undefined || hash === undefined || Number(memory) > mostMemory) return undefined;
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
};

/** Each hash takes 19 MiB and tens of milliseconds of a core: some run at once, some wait, the rest come later. */
const openTurnstile = (atOnce: number, mayWait: number) => {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) {
      if (waiting.length >= mayWait) {
        throw new HubError('overloaded', 'Too many people sign in at this moment. Try again shortly.', {
          retryAfter: 3,
        });
      }
      // Whoever leaves passes the place on: `running` stays as it is.
      await new Promise<void>((go) => waiting.push(go));
    } else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
};
