import { authenticationPolicy } from './authentication.ts';
import { endpoint } from './addresses.ts';
import { errorPlan } from './errors.ts';
import { below, fieldsOf, looseFields, namedItems, type Fields } from './fields.ts';
import { expression } from './expressions.ts';
import { ownFunctions } from './kind-call.ts';
import { tasks } from './kind-blocks.ts';
import { complain, type Extension, type Reader, type Reading, type Spot, type Used } from './reading.ts';
import { retryPolicy } from './retries.ts';
import { timeoutPolicy } from './timeouts.ts';
import { choice, list, someText } from './values.ts';
import { isFields } from './words.ts';

const known = [
  ...['authentications', 'errors', 'extensions', 'functions', 'retries', 'secrets', 'timeouts', 'catalogs'],
];

export const useFields = (spot: Spot, reading: Reading): Fields => fieldsOf(spot, reading, { known });

/** What is declared under `use`, but for its tasks: those need all of this. */
export const readUsed = (fields: Fields, reading: Reading): Used => {
  const secrets = new Set(fields.read('secrets', list(someText)) ?? []);
  const reader =
    (within: Reading) =>
    <T>(section: string, read: Reader<T>): ReadonlyMap<string, T> => {
      const spot = fields.spot(section);
      if (spot === undefined) return new Map();
      const { names } = looseFields(spot, within);
      return new Map(names.map((name) => [name, read(below(spot, name), within)]));
    };
  // Policies may name secrets, and catalogues policies.
  const entries = reader({ ...reading, used: { ...reading.used, secrets } });
  const authentications = entries('authentications', authenticationPolicy);
  const catalogs = reader({ ...reading, used: { ...reading.used, secrets, authentications } });
  return {
    ...{ secrets, authentications },
    retries: entries('retries', retryPolicy),
    timeouts: entries('timeouts', timeoutPolicy),
    errors: entries('errors', errorPlan),
    functions: entries('functions', functionSpot),
    catalogs: catalogs('catalogs', catalogEndpoint),
  };
};

const catalogEndpoint: Reader<unknown> = (spot, reading) =>
  fieldsOf(spot, reading, { known: ['endpoint'], required: ['endpoint'] }).read('endpoint', endpoint);

const functionSpot: Reader<Spot> = (spot, reading) => {
  const name = spot.path.slice(spot.path.lastIndexOf('/') + 1);
  if (ownFunctions.includes(name)) {
    const message = `"${name}" is a function of the language. Give this one another name.`;
    complain(spot, reading, { message, part: 'key' });
  }
  return spot;
};

const targets = choice(
  ...['all', 'call', 'composite', 'emit', 'for', 'listen', 'raise', 'run', 'set', 'switch', 'try', 'wait'],
);

export const readExtensions: Reader<readonly Extension[]> = (spot, reading) =>
  namedItems(spot, reading, 'extension').map((item) => {
    const before = reading.spent();
    const fields = fieldsOf(item, reading, {
      known: ['extend', 'when', 'before', 'after'],
      required: ['extend'],
    });
    const plan = {
      place: item.path,
      when: fields.read('when', expression) ?? null,
      before: fields.read('before', tasks) ?? [],
      after: fields.read('after', tasks) ?? [],
    };
    if (isFields(item.value) && !fields.has('before') && !fields.has('after')) {
      complain(item, reading, 'This extension does nothing. Give it tasks under "before" or "after".');
    }
    return { extend: fields.read('extend', targets) ?? 'all', plan, tasks: reading.spent() - before };
  });
