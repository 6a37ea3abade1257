import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { answerOn } from './answer-on.ts';

/**
 * Node takes a connection for idle when its answer is written, and a server that closes would cut off what waits in this
 * process until the client has read it. None is closed as idle while that goes on: it is asked for again soon. Answers all
 * connections of the server, those among them that became something else than HTTP.
 */
export const spareAnswers = (server: Server): ReadonlySet<Socket> => {
  const connections = openOn(server, 'connection');
  // Over TLS the answer is on another socket than the connection.
  const secured = openOn(server, 'secureConnection');
  const closeIdle = server.closeIdleConnections.bind(server);
  // Node's own `close` calls it, too.
  server.closeIdleConnections = () => {
    for (const sockets of [connections, secured]) for (const socket of sockets) if (isSending(socket)) return;
    closeIdle();
  };
  return connections;
};

const openOn = (server: Server, event: 'connection' | 'secureConnection'): ReadonlySet<Socket> => {
  const sockets = new Set<Socket>();
  server.on(event, (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
};

const isSending = (socket: Socket): boolean => {
  const answer = answerOn(socket);
  return answer !== undefined && answer.writableEnded && !answer.writableFinished;
};
