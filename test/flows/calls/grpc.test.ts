// slow: reads and writes many random messages
import { once } from 'node:events';
import { createSecureServer, createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { kindOf, startCalls, type CallTrial } from '../../setup/function-calls.ts';
import { selfSigned } from '../../setup/self-signed.ts';
import { startUpstream, type Upstream } from '../../setup/upstream.ts';
import { verifies } from '../../setup/verifies.ts';

/** `call: grpc` over real HTTP/2. The bytes of messages are written here by hand, from the documents of the format. */
let trial: CallTrial;
let files: Upstream;
let server: Http2Server;
let secure: Http2Server;
const certificate = selfSigned('grpc.test');

interface Arrived {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly message: string;
}
const arrived: Arrived[] = [];
/** What is answered: a message in hex, or a status. */
let answer: { readonly hex?: string; readonly status?: number; readonly message?: string } = { hex: '' };

const protos: Readonly<Record<string, string>> = {
  '/protos/greet/greet.proto': `
    // A greeting.
    syntax = "proto3";
    package acme.greet.v1;
    option go_package = "x;y";
    import "greet/more.proto";
    import public 'google/protobuf/timestamp.proto';
    import "google/protobuf/struct.proto";
    import "google/protobuf/wrappers.proto";
    /* The service. */
    service Greeter {
      option (google.api.default_host) = "x";
      rpc SayHello (HelloRequest) returns (.acme.greet.v1.HelloReply) { option (http) = { get: "/x" }; }
      rpc Chat (stream HelloRequest) returns (stream HelloReply);
    }
    message HelloRequest {
      reserved 90, 91 to 95; reserved "old";
      string name = 1 [deprecated = true, (own) = { a: 1 }];
      int32 pet_count = 2;
      repeated int32 packed = 3;
      map<string, sint64> tags = 4;
      Kind kind = 5;
      enum Kind { option allow_alias = true; UNKNOWN = 0; DOG = 1; HOUND = 1; CAT = -1; }
      Inner inner = 6;
      message Inner { repeated string words = 1; bytes raw = 2; Inner inner = 3; }
      oneof choice { bool yes = 7; double no = 8; }
      optional uint64 big = 9;
      google.protobuf.Timestamp at = 10;
      google.protobuf.Value any = 11;
      google.protobuf.StringValue maybe = 12;
      fixed32 f = 13; float g = 14;
      repeated string loose = 15;
    }
    message HelloReply { HelloRequest echo = 1; More more = 2; }`,
  '/protos/greet/more.proto': `syntax = "proto2"; package acme.greet.v1;
    message More { required int64 count = 1; optional bool on = 2 [default = true, json_name = "isOn"]; repeated int32 plain = 3; }`,
};

const listen = async (made: Http2Server): Promise<Http2Server> => {
  made.on('stream', (stream: ServerHttp2Stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const message = Buffer.concat(chunks).subarray(5).toString('hex');
      arrived.push({ headers, message });
      if (answer.status !== undefined) {
        stream.respond(
          { ':status': 200, 'grpc-status': answer.status, 'grpc-message': answer.message ?? '' },
          { endStream: true },
        );
        return;
      }
      const bytes = Buffer.from(answer.hex ?? '', 'hex');
      const frame = Buffer.alloc(5);
      frame.writeUInt32BE(bytes.length, 1);
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(Buffer.concat([frame, bytes]));
    });
  });
  made.listen(0, '127.0.0.1');
  await once(made, 'listening');
  return made;
};

const portOf = (made: Http2Server): number => (made.address() as AddressInfo).port;

beforeAll(async () => {
  trial = startCalls({ ca: [certificate.cert] });
  server = await listen(createServer());
  secure = await listen(createSecureServer(certificate));
  files = await startUpstream((request, response) => {
    const text = protos[request.url ?? ''];
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': 'text/plain' }).end(text ?? 'none');
  });
});
beforeEach(() => {
  arrived.length = 0;
  answer = { hex: '' };
});
afterAll(async () => {
  await trial.stop();
  server.close();
  secure.close();
  await files.stop();
});

const given = (args?: object, more: object = {}) => ({
  proto: { endpoint: `${files.origin}/protos/greet/greet.proto` },
  service: { name: 'acme.greet.v1.Greeter', host: '127.0.0.1', port: portOf(server) },
  method: 'SayHello',
  ...(args === undefined ? {} : { arguments: args }),
  ...more,
});

/** Fields of a request, and the bytes that they are. */
const wire: readonly (readonly [object, string])[] = [
  [{ name: 'testing' }, '0a0774657374696e67'],
  [{ petCount: 150 }, '109601'],
  [{ pet_count: -1 }, '10ffffffffffffffffff01'],
  [{ packed: [3, 270, 86942] }, '1a06038e029ea705'],
  [{ tags: { a: '-2' } }, '22050a01611003'],
  [{ kind: 'DOG' }, '2801'],
  [{ kind: 'CAT' }, '28ffffffffffffffffff01'],
  [{ inner: { words: ['a', ''], raw: 'AP8=', inner: {} } }, '320b0a01610a00120200ff1a00'],
  [{ yes: false }, '3800'],
  [{ no: -0.5 }, '41000000000000e0bf'],
  [{ big: '18446744073709551615' }, '48ffffffffffffffffff01'],
  [{ at: '1970-01-01T00:00:01.500Z' }, '520808011080cab5ee01'],
  [{ maybe: '' }, '62020a00'],
  [{ f: 1, g: 1.5 }, '6d01000000750000c03f'],
  [{ loose: ['x', 'y'] }, '7a01787a0179'],
];

/** A reply whose field `echo` is the message of these bytes. */
const echoing = (hex: string): string => `0a${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`;

test.each(wire)('%j is written as %s, and read back', async (fields, hex) => {
  answer = { hex: echoing(hex) };
  const output = (await trial.output('grpc', given(fields))) as { echo: object };
  expect(arrived[0]?.message).toBe(hex);
  const camel = Object.fromEntries(
    Object.entries(fields).map(([name, value]: [string, unknown]) => [
      name === 'pet_count' ? 'petCount' : name,
      value,
    ]),
  );
  expect(output.echo).toMatchObject(camel);
});

test('any JSON goes there and comes back by google.protobuf.Value', async () => {
  for (const any of [null, 1.5, 'a', false, [1, [null]], { a: { b: [] }, c: null }]) {
    answer = { hex: '' };
    await trial.call('grpc', given({ any }));
    answer = { hex: echoing(arrived.at(-1)?.message ?? '') };
    expect(await trial.output('grpc', given())).toMatchObject({ echo: { any } });
  }
});

test('a message may be as long as it has to be', async () => {
  const tags = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`tag ${at}`, String(at - 150)]));
  await trial.call(
    'grpc',
    given({ name: 'x'.repeat(100_000), tags, packed: Object.values(tags).map(Number) }),
  );
  const hex = arrived.at(-1)?.message ?? '';
  const length = [hex.length / 2].flatMap((size) => [
    (size & 127) | 128,
    ((size >> 7) & 127) | 128,
    size >> 14,
  ]);
  answer = { hex: `0a${Buffer.from(length).toString('hex')}${hex}` };
  expect(await trial.output('grpc', given())).toMatchObject({
    echo: { name: 'x'.repeat(100_000), tags, packed: Object.values(tags).map(Number) },
  });
});

test('what was not sent is its default, or not there where that makes a difference', async () => {
  answer = { hex: '0a00' + '120408051801' };
  expect(await trial.output('grpc', given())).toEqual({
    echo: { name: '', petCount: 0, packed: [], tags: {}, kind: 'UNKNOWN', f: 0, g: 0, loose: [] },
    more: { count: '5', plain: [1] },
  });
});

test('unknown fields are passed over, packed and unpacked are read alike', async () => {
  answer = { hex: echoing('180118021a020304' + 'c03e01') };
  expect(await trial.output('grpc', given())).toMatchObject({ echo: { packed: [1, 2, 3, 4] } });
});

verifies('flows.calls.protocols', 'the request is one of gRPC, with key and authorisation', async () => {
  const service = { ...given().service, name: 'Greeter', authentication: { bearer: { token: 'abc' } } };
  const { authorization } = await trial.call('grpc', given({}, { service }));
  expect(authorization).toEqual({ scheme: 'Bearer', parameter: 'abc' });
  expect(arrived[0]?.headers).toMatchObject({
    ':path': '/acme.greet.v1.Greeter/SayHello',
    'content-type': 'application/grpc+proto',
    te: 'trailers',
    authorization: 'Bearer abc',
    'idempotency-key': 'run-1/do/0/it',
  });
});

test('TLS is spoken with hosts outside', async () => {
  const service = { name: 'acme.greet.v1.Greeter', host: 'grpc.test', port: portOf(secure) };
  expect(await trial.output('grpc', given({ name: 'x' }, { service }))).toMatchObject({});
  expect(arrived).toHaveLength(1);
  const other = { ...service, host: 'other.test' };
  expect(kindOf(await trial.fault('grpc', given({}, { service: other })))).toBe('communication');
});

test.each([
  [5, 404, 'NOT_FOUND'],
  [14, 503, 'UNAVAILABLE'],
  [16, 401, 'UNAUTHENTICATED'],
  [99, 500, 'UNKNOWN'],
])('status %i is an error of communication with %i', async (code, status, title) => {
  answer = { status: code, message: 'no%20such%20pet' };
  const fault = await trial.fault('grpc', given());
  expect([kindOf(fault), fault.status, fault.title]).toEqual(['communication', status, title]);
  expect(fault).toMatchObject({ grpc: { code, message: 'no such pet' } });
});

test.each([
  ['0a', 'ends in the middle'],
  ['0a05aa', 'ends in the middle'],
  ['08ffffffffffffffffffff01', 'more than ten bytes'],
  ['0b', 'no more used'],
  ['00', 'number 0'],
])('the damaged message %s is told', async (hex, said) => {
  answer = { hex };
  const fault = await trial.fault('grpc', given());
  expect([kindOf(fault), fault.status]).toEqual(['communication', 502]);
  expect(fault.detail).toContain(said);
});

test('a service that is none is told', async () => {
  const plain = await startUpstream((_request, response) => void response.end('hello'));
  try {
    const service = { ...given().service, port: plain.port };
    expect(kindOf(await trial.fault('grpc', given({}, { service })))).toBe('communication');
  } finally {
    await plain.stop();
  }
});

test.each([
  [{ nam: 'x' }, 'did you mean "name"?'],
  [{ petCount: 1.5 }, '"arguments.petCount" is no int32'],
  [{ petCount: 2 ** 31 }, 'is no int32'],
  [{ kind: 'BIRD' }, 'is none of UNKNOWN, DOG'],
  [{ packed: 1 }, 'has to be a list'],
  [{ inner: { words: ['a', 5] } }, '"arguments.inner.words[1]" is no string'],
  [{ at: 'yesterday' }, 'cannot be a google.protobuf.Timestamp'],
  [{ tags: [] }, 'has to be an object'],
  [{ inner: 'x' }, 'cannot be a acme.greet.v1.HelloRequest.Inner'],
])('%j is no request', async (args, said) => {
  const fault = await trial.fault('grpc', given(args));
  expect([kindOf(fault), fault.status]).toEqual(['validation', 400]);
  expect(fault.detail).toContain(said);
  expect(arrived).toEqual([]);
});

test.each([
  [{ method: 'SayBye' }, 'it has SayHello, Chat'],
  [{ method: 'Chat' }, 'streams'],
  [{ service: { name: 'None', host: '127.0.0.1' } }, 'no service "None"'],
  [{ service: { name: 'Greeter', host: 'a b' } }, 'service.host'],
  [{ service: { name: 'Greeter', host: '127.0.0.1', port: 70_000 } }, 'service.port'],
  [{ proto: { endpoint: 'file:///app/greet.proto' } }, 'file:'],
])('%j is refused', async (more, said) => {
  const fault = await trial.fault('grpc', given({}, more));
  expect(kindOf(fault)).toBe('configuration');
  expect(fault.detail).toContain(said);
});

test('an address that leads inside is not called', async () => {
  const service = { name: 'Greeter', host: '10.0.0.1', port: 5011 };
  expect(kindOf(await trial.fault('grpc', given({}, { service })))).toBe('authorization');
});
