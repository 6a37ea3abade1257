import { taskFault } from '../../engine/fault.ts';

/** By number: the name, and the status of HTTP that says the same. */
const statuses: readonly (readonly [name: string, http: number])[] = [
  ['OK', 200],
  ['CANCELLED', 499],
  ['UNKNOWN', 500],
  ['INVALID_ARGUMENT', 400],
  ['DEADLINE_EXCEEDED', 504],
  ['NOT_FOUND', 404],
  ['ALREADY_EXISTS', 409],
  ['PERMISSION_DENIED', 403],
  ['RESOURCE_EXHAUSTED', 429],
  ['FAILED_PRECONDITION', 400],
  ['ABORTED', 409],
  ['OUT_OF_RANGE', 400],
  ['UNIMPLEMENTED', 501],
  ['INTERNAL', 500],
  ['UNAVAILABLE', 503],
  ['DATA_LOSS', 500],
  ['UNAUTHENTICATED', 401],
];

export const unauthenticated = 16;

/** What a service said instead of an answer. */
export const grpcFault = (path: string, code: number, message: string): Error => {
  const [title, status] = statuses[code] ?? ['UNKNOWN', 500];
  const said = decoded(message).slice(0, 500);
  return taskFault('communication', `${path} was answered with ${title}${said === '' ? '.' : `: ${said}`}`, {
    ...{ status, title },
    grpc: { code, status: title, message: said },
  });
};

const decoded = (message: string): string => {
  try {
    return decodeURIComponent(message);
  } catch {
    return message;
  }
};
