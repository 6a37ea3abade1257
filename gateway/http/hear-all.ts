import type { Server } from 'node:http';
import { setImmediate as endOfTurn } from 'node:timers/promises';

const mostLooks = 20;

/**
 * Before a server closes: who has connected, or has asked something, is heard. The system still holds it where this process was
 * busy, and would reset it.
 */
export const hearAll = async (server: Server): Promise<void> => {
  let heard = true;
  const note = (): void => void (heard = true);
  server.on('connection', note).on('request', note).on('upgrade', note);
  for (let looks = 0; heard && looks < mostLooks; looks++) {
    heard = false;
    // One turn of the loop accepts it, the next one reads it.
    for (let turns = 0; turns < 3; turns++) await endOfTurn();
  }
  server.off('connection', note).off('request', note).off('upgrade', note);
};
