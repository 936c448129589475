import type dgram from 'node:dgram';
import { rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { bindUdp, freePort, HOST, LIMIT, newFolder, outputOf, startProgram, type Program } from './program';

/** Who speaks: the party that began the call, or the one that was called. */
export type Party = 'caller' | 'callee';

/** What Kamailio made of a description: what it sent on, or why it did not. */
export interface Relayed {
  readonly sdp?: string;
  readonly refusal?: string;
}

/** A running Kamailio, and both parties of its calls. */
export interface Kamailio {
  readonly version: string;
  /** Sends an INVITE from one party through it to the other. */
  offer(callId: string, from: Party, sdp: string, flags: string): Promise<Relayed>;
  /** Answers the last INVITE of a call: its 200 goes back through Kamailio. `tag` is the To tag, another for each party that a fork reaches. */
  answer(callId: string, sdp: string, flags: string, tag?: string): Promise<Relayed>;
  stop(): Promise<void>;
}

/** A proxy that hands every description to RTPEngine, with the flags that the message itself asks for. */
const config = (port: number, rtpengine: number): string => `#!KAMAILIO
debug=1
log_stderror=yes
children=1
disable_tcp=yes
auto_aliases=no
listen=udp:${HOST}:${port}
loadmodule "pv.so"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "textops.so"
loadmodule "xlog.so"
loadmodule "corex.so"
loadmodule "rtpengine.so"
modparam("rtpengine", "rtpengine_sock", "udp:${HOST}:${rtpengine}")
event_route[core:worker-one-init] { xlog("L_ALERT", "ready for calls\\n"); }
request_route {
	if (!is_method("INVITE")) exit;
	if (!rtpengine_offer("$hdr(X-Flags)")) { sl_send_reply("500", "Refused by rtpengine_offer"); exit; }
	forward();
}
reply_route {
	if (!rtpengine_answer("$hdr(X-Flags)")) append_hf("X-Refused: by rtpengine_answer\\r\\n");
}
`;

/**
 * What Kamailio says of parts of a configuration, each of which it reads as a route of its own, without running; empty where it takes all
 * of them.
 */
export async function checkRoutes(parts: readonly string[]): Promise<string> {
  const folder = newFolder('kamailio');
  const file = path.join(folder, 'kamailio.cfg');
  const routes = parts.flatMap((part, index) => [`route[r${index}] {`, part, '}', `onreply_route[a${index}] {`, part, '}']);
  writeFileSync(file, [...config(5060, 2223).split('\n'), ...routes, ''].join('\n'));
  try {
    const text = await outputOf('kamailio', ['-c', '-f', file]);
    return /config file ok/.test(text ?? '') ? '' : (text ?? 'It is not installed.');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Debian's Kamailio with its module for RTPEngine, in user space; undefined where it is not installed. */
export async function startKamailio(rtpengine: number): Promise<Kamailio | undefined> {
  const version = /kamailio (\S+)/.exec((await outputOf('kamailio', ['-v'])) ?? '')?.[1];
  if (version === undefined) return undefined;
  const port = await freePort();
  const folder = newFolder('kamailio');
  const file = path.join(folder, 'kamailio.cfg');
  writeFileSync(file, config(port, rtpengine));
  const program = startProgram(
    'kamailio',
    ['-f', file, '-DD', '-E', '-m', '32', '-M', '8', '-P', path.join(folder, 'pid'), '-Y', folder, '-w', folder],
    folder,
  );
  const sockets = { caller: await bindUdp(), callee: await bindUdp() };
  const stop = async (): Promise<void> => {
    for (const socket of Object.values(sockets)) socket.close();
    await program.stop();
  };
  try {
    await program.printed(/ready for calls/);
  } catch (error) {
    await stop();
    throw error;
  }
  return { version, ...parties(port, program, sockets), stop };
}

function parties(port: number, program: Program, sockets: Readonly<Record<Party, dgram.Socket>>): Pick<Kamailio, 'offer' | 'answer'> {
  /** The last INVITE of each call as its receiver got it. */
  const invites = new Map<string, { from: Party; text: string }>();
  let count = 0;
  const send = (from: Party, lines: readonly string[], sdp: string): void => {
    const message = [...lines, 'Content-Type: application/sdp', `Content-Length: ${Buffer.byteLength(sdp)}`, '', sdp].join('\r\n');
    sockets[from].send(message, port, HOST);
  };

  const offer: Kamailio['offer'] = async (callId, from, sdp, flags) => {
    const to = other(from);
    const number = ++count;
    const printed = program.output().length;
    send(
      from,
      [
        `INVITE sip:${to}@${HOST}:${sockets[to].address().port} SIP/2.0`,
        `Via: SIP/2.0/UDP ${HOST}:${sockets[from].address().port};branch=z9hG4bK${number}`,
        'Max-Forwards: 70',
        `From: <sip:${from}@example.com>;tag=${from}`,
        `To: <sip:${to}@example.com>${invites.has(callId) ? `;tag=${to}` : ''}`,
        `Call-ID: ${callId}`,
        `CSeq: ${number} INVITE`,
        `Contact: <sip:${from}@${HOST}:${sockets[from].address().port}>`,
        `X-Flags: ${flags}`,
      ],
      sdp,
    );
    const text = await next([sockets[to], 'INVITE '], [sockets[from], 'SIP/2.0 ']);
    if (!text.startsWith('INVITE ')) return { refusal: await reason(program, printed) };
    invites.set(callId, { from, text });
    return { sdp: bodyOf(text) };
  };

  const answer: Kamailio['answer'] = async (callId, sdp, flags, tag) => {
    const invite = invites.get(callId);
    if (!invite) throw new Error(`no INVITE to answer in ${callId}`);
    const kept = invite.text.split('\r\n').filter(line => /^(?:Via|From|Call-ID|CSeq):/i.test(line));
    const to = /^To: ([^;\r]*)/im.exec(invite.text)?.[1];
    const printed = program.output().length;
    send(other(invite.from), ['SIP/2.0 200 OK', ...kept, `To: ${to};tag=${tag ?? other(invite.from)}`, `X-Flags: ${flags}`], sdp);
    const text = await next([sockets[invite.from], 'SIP/2.0 200']);
    return /^X-Refused:/im.test(text) ? { refusal: await reason(program, printed) } : { sdp: bodyOf(text) };
  };
  return { offer, answer };
}

const other = (party: Party): Party => (party === 'caller' ? 'callee' : 'caller');

const bodyOf = (message: string): string => message.slice(message.indexOf('\r\n\r\n') + 4);

/** The first message that comes to one of the sockets and begins as awaited there. */
async function next(...awaited: readonly (readonly [socket: dgram.Socket, start: string])[]): Promise<string> {
  const done = new AbortController();
  const signal = AbortSignal.any([done.signal, AbortSignal.timeout(LIMIT)]);
  const on = async ([socket, start]: readonly [dgram.Socket, string]): Promise<string> => {
    for (;;) {
      const [message] = (await once(socket, 'message', { signal })) as [Buffer];
      const text = message.toString();
      if (text.startsWith(start)) return text;
    }
  };
  try {
    return await Promise.race(awaited.map(on));
  } finally {
    done.abort();
  }
}

/** What Kamailio logged of a description that it did not send on. */
const reason = async (program: Program, from: number): Promise<string> =>
  (await program.printed(/ERROR: rtpengine \[[^\]]*\]: \w+\(\): (.*)\n/, from))[1]!;
