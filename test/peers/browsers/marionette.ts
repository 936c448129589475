import { connect, type Socket } from 'node:net';

/** The protocol with which Firefox is driven without anything between: `length:[0, id, command, parameters]`, and answers alike. */
export interface Marionette {
  send(command: string, parameters?: object): Promise<unknown>;
  close(): void;
}

type Reply = [type: number, id: number, error: { message: string } | null, result: unknown];

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** Connects to a Firefox that listens, and waits for its greeting. */
export async function openMarionette(port: number): Promise<Marionette> {
  const socket = connect(port, '127.0.0.1');
  const waiting = new Map<number, Waiting>();
  let last = 0;
  const greeted = new Promise<void>((resolve, reject) => {
    readPackets(socket, packet => {
      if (!Array.isArray(packet)) resolve();
      else take(waiting, packet as Reply);
    });
    const end = (error?: Error): void => {
      reject(error ?? new Error('Firefox closed the connection'));
      for (const one of waiting.values()) one.reject(error ?? new Error('Firefox closed the connection'));
      waiting.clear();
    };
    socket.on('error', end).on('close', () => end());
  });
  await greeted;
  return {
    send: (command, parameters = {}) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        const text = Buffer.from(JSON.stringify([0, id, command, parameters]));
        socket.write(Buffer.concat([Buffer.from(`${text.length}:`), text]));
      }),
    close: () => socket.destroy(),
  };
}

function take(waiting: Map<number, Waiting>, [, id, error, result]: Reply): void {
  const one = waiting.get(id);
  waiting.delete(id);
  if (error) one?.reject(new Error(error.message));
  else one?.resolve(result);
}

function readPackets(socket: Socket, onPacket: (packet: unknown) => void): void {
  let data = Buffer.alloc(0);
  socket.on('data', chunk => {
    data = Buffer.concat([data, chunk]);
    for (;;) {
      const colon = data.indexOf(':');
      const end = colon + 1 + Number(data.subarray(0, Math.max(colon, 0)).toString());
      if (colon < 0 || data.length < end) return;
      onPacket(JSON.parse(data.subarray(colon + 1, end).toString()));
      data = data.subarray(end);
    }
  });
}
