import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { decode, encode, type NgDictionary, type NgValue } from './bencode';
import { bindUdp, freePort, HOST, LIMIT, newFolder, outputOf, startProgram } from './program';

/**
 * The interfaces of RTPEngine and the addresses that it says are theirs; in truth all of them are loopback. The first is taken where no
 * direction is asked for. `own` says the truth.
 */
export const INTERFACES: Readonly<Record<string, readonly string[]>> = {
  pub: ['198.51.100.10'],
  priv: ['10.0.0.10'],
  own: ['127.0.0.1'],
  dual: ['198.51.100.10', '2001:db8::10'],
};

const interfaceOptions = (): string[] =>
  Object.entries(INTERFACES).flatMap(([name, addresses]) =>
    addresses
      .filter(address => !address.includes(':') || hasIpv6())
      .map(address => `--interface=${name}/${address.includes(':') ? '::1' : HOST}!${address}`),
  );

/** Whether this machine has the loopback address of IPv6. */
export const hasIpv6 = (): boolean => Object.values(networkInterfaces()).some(all => all?.some(one => one.address === '::1'));

/** A running RTPEngine. */
export interface Rtpengine {
  readonly version: string;
  /** Where it listens for the ng protocol. */
  readonly port: number;
  /** Sends a command and gives the reply. */
  ask(dictionary: NgDictionary): Promise<Readonly<Record<string, NgValue>>>;
  /** Warnings and errors of a call, once it has logged so many replies. An error that is the reply itself is not among them. */
  complaints(callId: string, replies: number): Promise<string[]>;
  stop(): Promise<void>;
}

/** Debian's RTPEngine in user space; undefined where it is not installed. */
export async function startRtpengine(): Promise<Rtpengine | undefined> {
  const version = /Version: (\S+)/.exec((await outputOf('rtpengine', ['--version'])) ?? '')?.[1];
  if (version === undefined) return undefined;
  const port = await freePort();
  // It takes what is free of these ports; several of it may share them.
  const ports = 20_000 + 2 * (port % 10_000);
  const program = startProgram(
    'rtpengine',
    [
      ...['--config-file=none', '--table=-1', '--foreground', '--log-stderr', '--log-level=6', '--num-threads=2'],
      ...interfaceOptions(),
      ...[`--listen-ng=${HOST}:${port}`, `--port-min=${ports}`, `--port-max=${ports + 2000}`],
    ],
    newFolder('rtpengine'),
  );
  const { ask, close } = await ngClient(port);
  const stop = async (): Promise<void> => {
    close();
    await program.stop();
  };
  try {
    await program.printed(/Startup complete/);
  } catch (error) {
    await stop();
    throw error;
  }
  const complaints = async (callId: string, replies: number): Promise<string[]> => {
    const ofCall = `\\[${callId}\\]: \\[`;
    await program.printed(new RegExp(`(?:${ofCall}control\\] (?:Replying to|Protocol error)[^]*){${replies}}`));
    const complaint = new RegExp(`(?:WARNING|ERR|CRIT): ${ofCall}\\w+\\] (?!Protocol error)(.*)`, 'g');
    return [...program.output().matchAll(complaint)].map(found => found[1]!);
  };
  return { version: version.replace(/-.*/, ''), port, ask, complaints, stop };
}

/** The other end of the ng protocol: a cookie, a space and a dictionary in each datagram. */
async function ngClient(port: number): Promise<{ ask: Rtpengine['ask']; close: () => void }> {
  const socket = await bindUdp();
  let count = 0;
  const ask: Rtpengine['ask'] = async dictionary => {
    const cookie = `c${count++}`;
    socket.send(Buffer.concat([Buffer.from(`${cookie} `), encode(dictionary)]), port, HOST);
    const signal = AbortSignal.timeout(LIMIT);
    for (;;) {
      const [reply] = (await once(socket, 'message', { signal })) as [Buffer];
      const space = reply.indexOf(' ');
      if (reply.toString('latin1', 0, space) === cookie) return decode(reply.subarray(space + 1)) as NgDictionary;
    }
  };
  return { ask, close: () => socket.close() };
}
