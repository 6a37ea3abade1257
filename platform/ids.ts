import { randomBytes } from 'node:crypto';

const letters = Buffer.from('0123456789abcdefghjkmnpqrstvwxyz');
export type IdPrefix =
  | 'spc'
  | 'usr'
  | 'ses'
  | 'key'
  | 'inv'
  | 'aud'
  | 'job'
  | 'evt'
  | 'req'
  | 'cxn'
  | 'file'
  | 'whk'
  | 'pol'
  | 'run'
  | 'rty'
  | 'wrk'
  | 'grp'
  | 'apr'
  | 'tcl'
  | 'ttk'
  | 'con'
  | 'crd'
  | 'gdo';

const pool = Buffer.alloc(4096);
let used = pool.length;
let lastTime = 0;
const random = Buffer.alloc(10);
/** Written over for each: a string for each letter would be the most that a request leaves behind. */
const text = Buffer.alloc(26);

/**
 * `run_01k…`: a prefix that says what it names, then 48 bits of time and 80 random bits in Crockford's base 32.
 * Ids of one prefix sort by the millisecond they were made in, so that indexes grow at one end; those of one process sort by
 * when they were made, also within a millisecond and when the clock is set back.
 */
export const newId = (prefix: IdPrefix): string => {
  let time = nextTime();
  for (let i = 9; i >= 0; i--) {
    text[i] = letters[time % 32] as number;
    time = Math.floor(time / 32);
  }
  let at = 10;
  let bits = 0;
  let value = 0;
  for (let i = 0; i < 10; i++) {
    value = (value << 8) | (random[i] as number);
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text[at++] = letters[(value >> bits) & 31] as number;
    }
    value &= (1 << bits) - 1;
  }
  return `${prefix}_${text.toString('latin1')}`;
};

/** With random bits behind it that are higher than the last ones of the same millisecond: its first 48 by one, the others are new. */
const nextTime = (): number => {
  const now = Date.now();
  if (now > lastTime) {
    refill(0);
    return (lastTime = now);
  }
  refill(6);
  for (let i = 5; i >= 0; i--) {
    random[i] = ((random[i] as number) + 1) & 255;
    if (random[i] !== 0) return lastTime;
  }
  return (lastTime += 1);
};

const refill = (from: number): void => {
  if (used + 10 > pool.length) {
    randomBytes(pool.length).copy(pool);
    used = 0;
  }
  for (let i = from; i < 10; i++) random[i] = pool[used++] as number;
};

export const idPattern = (prefix: IdPrefix): RegExp => new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`);
