import { ServerResponse, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * The answer to a request that asks for another protocol. Node hands out a bare socket for it; with this, policies refuse it,
 * answer it and hook into it as any other.
 */
export class UpgradeResponse extends ServerResponse {
  readonly #socket: Socket;
  #head: Buffer | null;

  constructor(request: IncomingMessage, socket: Duplex, head: Buffer) {
    super(request);
    // What is upgraded came in over TCP or TLS.
    this.#socket = socket as Socket;
    // A copy: it is a few bytes of a large buffer, if any.
    this.#head = head.length === 0 ? null : Buffer.from(head);
    this.shouldKeepAlive = false;
    // It stays: nobody else listens any more.
    socket.on('error', ignore);
    this.assignSocket(this.#socket);
    this.once('finish', () => {
      this.detachSocket(this.#socket);
      if (this.statusCode !== 101) this.#socket.destroySoon();
      this.emit('close');
    });
  }

  /** Tells the client that the protocol changes. From then on the socket is the caller's. */
  switchTo(headers: readonly string[]): Promise<{ readonly socket: Socket; readonly head: Buffer | null }> {
    this.sendDate = false;
    this.writeHead(101, [...headers]);
    return new Promise((resolve, reject) => {
      this.once('close', () => {
        const head = this.#head;
        this.#head = null;
        if (this.#socket.destroyed) reject(new Error('The client has gone.'));
        else resolve({ socket: this.#socket, head });
      });
      this.end();
    });
  }
}

const ignore = (): void => undefined;
