import { ServerResponse, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Who says more before there is an answer is read no further, and that such a one has gone is heard only with the answer. */
const mostEarlyBytes = 16_384;

/**
 * The answer to a request that asks for another protocol. Node hands out a bare socket for it; with this, policies refuse it,
 * answer it and hook into it as any other.
 */
export class UpgradeResponse extends ServerResponse {
  readonly #socket: Socket;
  /** What the client said before it had its answer. */
  #early: Buffer[] = [];
  #earlyBytes = 0;

  constructor(request: IncomingMessage, socket: Duplex, head: Buffer) {
    super(request);
    // What is upgraded came in over TCP or TLS.
    this.#socket = socket as Socket;
    this.shouldKeepAlive = false;
    // It stays: nobody else listens any more.
    socket.on('error', ignore);
    this.assignSocket(this.#socket);
    // A copy: it is a few bytes of a large buffer, if any.
    if (head.length > 0) this.#keep(Buffer.from(head));
    // Only one that is read tells that the client has gone.
    socket.on('data', this.#keep).on('end', this.#leave);
    this.once('finish', () => {
      this.detachSocket(this.#socket);
      socket.off('data', this.#keep).off('end', this.#leave).pause();
      if (this.statusCode !== 101) this.#socket.destroySoon();
      this.emit('close');
    });
  }

  readonly #keep = (chunk: Buffer): void => {
    this.#early.push(chunk);
    this.#earlyBytes += chunk.length;
    if (this.#earlyBytes > mostEarlyBytes) this.#socket.pause();
  };

  /** As with any other request: who ends its half does not wait for the answer, but for one that is on its way. */
  readonly #leave = (): void => {
    if (!this.writableEnded) this.#socket.destroy();
  };

  /** Tells the client that the protocol changes. From then on the socket is the caller's. */
  switchTo(headers: readonly string[]): Promise<{ readonly socket: Socket; readonly head: Buffer | null }> {
    this.sendDate = false;
    this.writeHead(101, [...headers]);
    return new Promise((resolve, reject) => {
      this.once('close', () => {
        const head = this.#earlyBytes === 0 ? null : Buffer.concat(this.#early);
        this.#early = [];
        if (this.#socket.destroyed) reject(new Error('The client has gone.'));
        else resolve({ socket: this.#socket, head });
      });
      this.end();
    });
  }
}

const ignore = (): void => undefined;
