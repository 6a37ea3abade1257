import { types } from 'node:util';
import { HubError, type Problem } from '../../core/errors.ts';

interface DatabaseFailure {
  readonly code?: string;
  readonly message: string;
  readonly constraint?: string;
}

// Errors of Node itself come from another realm where tests run in one of their own.
const isFailure = (error: unknown): error is DatabaseFailure => types.isNativeError(error);

/** SQLSTATE classes that mean: the database is not there, or not for us, right now. */
const unavailable = /^(08|53[0-3]|57P0)/;
const network = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH']);

/** Turns what the driver throws into the hub's own errors; what it does not know stays as it is. */
export const asHubError = (error: unknown): unknown => {
  if (error instanceof HubError || !isFailure(error)) return error;
  const code = error.code ?? '';
  if (code === '53100') {
    return new HubError(
      'storage_full',
      'The disk of the database is full. Free some space; nothing that was accepted is lost.',
      { cause: error },
    );
  }
  if (code === '57014')
    return new HubError('overloaded', 'The database took too long for this request.', {
      cause: error,
      retryAfter: 2,
    });
  if (code === '40001' || code === '40P01' || code === '55P03') {
    return new HubError('overloaded', 'Too many changes to the same data at once.', {
      cause: error,
      retryAfter: 1,
    });
  }
  if (code === '22021' || code === '22P05') {
    return new HubError('input_invalid', 'Text must not hold the NUL character or broken Unicode.', {
      cause: error,
    });
  }
  if (code === '54001')
    return new HubError('body_too_deep', 'The data is nested too deeply to store.', { cause: error });
  if (code === '23505') {
    return new HubError('already_exists', `This exists already (${error.constraint ?? 'unique'}).`, {
      cause: error,
      problems: takenFields(error),
    });
  }
  const text = error.message;
  if (
    unavailable.test(code) ||
    network.has(code) ||
    /timeout exceeded when trying to connect|Connection terminated|not queryable/i.test(text)
  ) {
    return new HubError(
      'database_unavailable',
      'The database does not answer. The request was not carried out.',
      { cause: error, retryAfter: 2 },
    );
  }
  return error;
};

/**
 * The field that another row has the same of, by the name that Postgres gave the key: it ends with the last column.
 * The values would be told as well, but not for tables with row-level security.
 */
const takenFields = ({ constraint = '' }: DatabaseFailure): Problem[] => {
  const column = /_(name|slug|email|connection_id)_key$/.exec(constraint)?.[1];
  if (column === undefined) return [];
  return [{ path: column === 'connection_id' ? 'connectionId' : column, message: 'is taken by another one' }];
};
