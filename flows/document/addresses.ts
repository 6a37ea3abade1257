import { isExpression, orExpression } from './expressions.ts';
import { fieldsOf } from './fields.ts';
import { authentication } from './authentication.ts';
import { complain, type Reader } from './reading.ts';
import { shape, someText, text } from './values.ts';
import { isFields, kindOf, quoted } from './words.ts';

/** An address with its scheme, in which `{name}` stands for a field of the task's input. */
const uriTemplate: Reader<string> = (spot, reading) => {
  const value = text(spot, reading);
  if (typeof spot.value !== 'string') return value;
  if (!/^[A-Za-z][A-Za-z0-9+\-.]*:\/\/.*/.test(value)) {
    complain(
      spot,
      reading,
      `${quoted(value)} is no address: it begins with its scheme, as in "https://example.com".`,
    );
  } else if (/\s/.test(value.trim()) && !value.includes('${')) {
    complain(spot, reading, `${quoted(value)} is no address: there is a blank in it. Write it as "%20".`);
  } else if (!value.includes('${') && /[{}]/.test(value.replace(/\{[^{}]+\}/g, ''))) {
    complain(spot, reading, `${quoted(value)} has a brace without its partner. Write "{name}" for a field.`);
  }
  return value;
};

export const address = orExpression(uriTemplate);

/** An address, an expression that gives one, or an object of it and how to authenticate there. */
export const endpoint: Reader<unknown> = (spot, reading) => {
  if (typeof spot.value === 'string') return address(spot, reading);
  if (!isFields(spot.value)) {
    complain(
      spot,
      reading,
      `This must be an address, or an object with "uri", but is ${kindOf(spot.value)}.`,
    );
    return '';
  }
  const fields = fieldsOf(spot, reading, { known: ['uri', 'authentication'], required: ['uri'] });
  const uri = fields.read('uri', address);
  const policy = fields.read('authentication', authentication);
  if (typeof uri === 'string' && /^http:/i.test(uri) && isFields(policy) && 'certificate' in policy) {
    const message = 'A certificate is shown over "https" only: over "http" nobody asks for one.';
    complain({ ...spot, path: `${spot.path}/uri` }, reading, message);
  }
  return policy === undefined ? { uri } : { uri, authentication: policy };
};

/** An endpoint for HTTP: other schemes than its two cannot be meant. */
export const httpEndpoint: Reader<unknown> = (spot, reading) => {
  const given = endpoint(spot, reading);
  const uri = typeof given === 'string' ? given : isFields(given) ? given['uri'] : undefined;
  if (typeof uri !== 'string' || isExpression(uri)) return given;
  const scheme = /^([A-Za-z][A-Za-z0-9+\-.]*):\/\//.exec(uri)?.[1];
  if (scheme !== undefined && !/^https?$/i.test(scheme)) {
    const at = typeof spot.value === 'string' ? spot : { ...spot, path: `${spot.path}/uri` };
    complain(at, reading, `This is called by "http" or "https", not by "${scheme}".`);
  }
  return given;
};

export const externalResource = shape({ name: someText, endpoint }, 'endpoint');
