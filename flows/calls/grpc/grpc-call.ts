import type { Clock } from '../../../core/ports.ts';
import type { Egress } from '../../../platform/egress/egress.ts';
import { isInside } from '../../../platform/oauth/address.ts';
import { fillAddress } from '../address.ts';
import type { Authorise, Authorised } from '../auth/authorise.ts';
import type { CarryOut, FunctionCall } from '../function-call.ts';
import { fieldsIn, textIn, wrong, type Fields } from '../given.ts';
import { asFault } from '../http/fault.ts';
import { openResource } from '../http/resource.ts';
import type { Sender } from '../http/send.ts';
import { withTimeout } from '../with-timeout.ts';
import { decodeMessage } from './decode.ts';
import { encodeMessage } from './encode.ts';
import { grpcFault, unauthenticated } from './grpc-status.ts';
import { loadProto } from './load-proto.ts';
import { findMethod } from './proto-types.ts';
import { unary, type UnaryAnswer } from './unary.ts';

interface GrpcParts {
  readonly egress: Egress;
  readonly sender: Sender;
  readonly authorise: Authorise;
  readonly clock: Clock;
}

/** A task has a limit of its own; this is for one that has none. */
const longestMs = 300_000;

/** `call: grpc`: methods that take one message and give one. */
export const openGrpcCall = ({ egress, sender, authorise, clock }: GrpcParts): CarryOut => {
  const protoOf = openResource({ sender, clock, name: 'proto', make: loadProto });

  const send = async (
    call: FunctionCall,
    { origin, path, message }: { readonly origin: string; readonly path: string; readonly message: Buffer },
    authorised: Authorised | undefined,
  ): Promise<UnaryAnswer> => {
    const { signal } = call;
    const socket = await egress.connect({
      ...{ url: origin, protocols: ['h2'], signal },
      ...(authorised?.tls === undefined ? {} : { tls: authorised.tls }),
    });
    const headers = { 'idempotency-key': call.idempotencyKey, ...authorised?.headers };
    return unary(socket, { origin, path, headers, message, signal });
  };

  const carryOut: CarryOut = async (call) => {
    const given = call.with;
    const service = fieldsIn(given, 'service');
    const origin = originOf(service, call.input);
    const method = findMethod(await protoOf(call), textIn(service, 'service.name'), textIn(given, 'method'));
    const sent = given['arguments'] ?? {};
    const outgoing = { origin, path: method.path, message: encodeMessage(method.input, sent) };
    const policy = service['authentication'];
    let authorised = policy === undefined || policy === null ? undefined : await authorise(policy, call);
    let answer = await send(call, outgoing, authorised);
    if (answer.code === unauthenticated && authorised?.afterRefusal !== undefined) {
      const again = await authorised.afterRefusal({ method: 'POST', url: origin, headers: {} }, []);
      if (again !== null) answer = await send(call, outgoing, (authorised = again));
    }
    if (answer.code !== 0) throw grpcFault(method.path, answer.code, answer.reason);
    const output = decodeMessage(method.output, answer.message);
    return authorised?.shown === undefined ? { output } : { output, authorization: authorised.shown };
  };

  return async (call) => {
    try {
      return await withTimeout(call, longestMs, carryOut);
    } catch (error) {
      throw asFault(error);
    }
  };
};

/** TLS everywhere but in the own network, and there on the port that says so. */
const originOf = (service: Fields, input: unknown): string => {
  const host = fillAddress(textIn(service, 'service.host'), input);
  const { port } = service;
  if (
    port !== undefined &&
    port !== null &&
    !(Number.isInteger(port) && Number(port) > 0 && Number(port) < 65_536)
  )
    throw wrong('service.port', port, 'a number from 1 to 65535');
  const secure = port === 443 || !isInside(host.replace(/^\[|\]$/g, ''));
  const url = URL.parse(
    `${secure ? 'https' : 'http'}://${host}${typeof port === 'number' ? `:${port}` : ''}`,
  );
  if (url === null || url.pathname !== '/' || url.username !== '' || url.search !== '')
    throw wrong('service.host', host, 'the name of a host');
  return url.origin;
};
