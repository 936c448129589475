import { randomBytes } from 'node:crypto';
import { bindUdp, HOST } from '../gateway/program';
import { readMessage, type SipMessage, uriIn, value, values, writeMessage } from './messages';
import { within } from './within';

/** How long an endpoint may take for a final response, an ACK or a request, in milliseconds. */
export const LIMIT = 6000;

/** Both INVITE and 200 are sent again until something comes back (RFC 3261 sections 17.1.1.2 and 13.3.1.4), in milliseconds. */
const AGAIN = 500;

/** The final response to an INVITE, and its call where there is one. */
export interface Dialled {
  /** Undefined where none came. */
  readonly response?: SipMessage;
  readonly call?: Dialog;
}

/** A call that stands. */
export interface Dialog {
  /** The request by which the endpoint has ended it, where it has. */
  readonly ended: () => SipMessage | undefined;
  /** Settles when it does. */
  readonly whenEnded: Promise<unknown>;
  /** Asks something of no consequence: what the endpoint had to say before has come when this is answered. */
  ping(): Promise<void>;
  hangUp(): Promise<void>;
}

/** The SIP side of a gateway, over UDP on loopback. */
export interface GatewayEnd {
  readonly port: number;
  /** The next request of a method, or undefined where none comes in time; REGISTER, OPTIONS and BYE are answered unasked. */
  next(method: string): Promise<SipMessage | undefined>;
  /** Calls a URI on loopback, and acknowledges what comes back. */
  invite(uri: string, sdp: string): Promise<Dialled>;
  /** Answers a call with 200. Undefined where no ACK comes. */
  answer(invite: SipMessage, sdp: string): Promise<Dialog | undefined>;
  close(): void;
}

export async function openGatewayEnd(): Promise<GatewayEnd> {
  const socket = await bindUdp();
  const { port } = socket.address();
  const seen: SipMessage[] = [];
  const watchers = new Set<(message: SipMessage) => void>();
  const contact = `Contact: <sip:gateway@${HOST}:${port}>`;

  const send = (text: string, to: number): void => socket.send(text, to, HOST);
  socket.on('message', (bytes, from) => {
    const message = readMessage(bytes.toString('utf8'));
    if (['REGISTER', 'OPTIONS', 'BYE', 'CANCEL'].includes(message.method)) respond(message, '200 OK', from.port);
    if (message.status === 0) {
      if (message.method === '' || seen.some(one => sameRequest(one, message))) return;
      seen.push(message);
    }
    for (const watch of [...watchers]) watch(message);
  });

  function respond(request: SipMessage, status: string, to: number, more: string[] = [], body = ''): void {
    const copied = ['Via', 'From', 'Call-ID', 'CSeq'].flatMap(name => values(request, name).map(one => `${name}: ${one}`));
    const toHeader = value(request, 'To');
    const tagged = toHeader.includes(';tag=') ? toHeader : `${toHeader};tag=${value(request, 'Call-ID')}-gw`;
    const bindings = request.method === 'REGISTER' ? [`Contact: ${value(request, 'Contact')}`] : [];
    send(writeMessage(`SIP/2.0 ${status}`, [...copied, `To: ${tagged}`, ...bindings, ...more], body), to);
  }

  /** The first message that fits, sending again what asks for it, or undefined in the end. */
  async function waitFor(fits: (message: SipMessage) => boolean, resend?: () => void): Promise<SipMessage | undefined> {
    let watch: ((message: SipMessage) => void) | undefined;
    resend?.();
    const again = resend && setInterval(resend, AGAIN);
    const found = new Promise<SipMessage>(resolve => {
      watch = message => {
        if (message.status >= 100 && again) clearInterval(again);
        if (fits(message)) resolve(message);
      };
      watchers.add(watch);
    });
    try {
      return await within(LIMIT, found);
    } finally {
      clearInterval(again);
      if (watch) watchers.delete(watch);
    }
  }

  const next = async (method: string): Promise<SipMessage | undefined> =>
    seen.find(one => one.method === method) ?? (await waitFor(message => message.method === method));

  /** A call of which one side's headers are known; its next request of ours takes the number given. */
  function dialog(to: string, from: string, callId: string, target: string, number: number): Dialog {
    const ends = (message: SipMessage): boolean => message.method === 'BYE' && value(message, 'Call-ID') === callId;
    const ended = (): SipMessage | undefined => seen.find(ends);
    const whenEnded = new Promise<void>(resolve => {
      if (ended()) resolve();
      watchers.add(message => ends(message) && resolve());
    });
    let sequence = number;
    const request = async (method: string): Promise<void> => {
      const branch = newBranch();
      const headers = [
        via(port, branch),
        'Max-Forwards: 70',
        `From: ${from}`,
        `To: ${to}`,
        `Call-ID: ${callId}`,
        `CSeq: ${sequence++} ${method}`,
      ];
      const text = writeMessage(`${method} ${target} SIP/2.0`, headers);
      const answers = (message: SipMessage): boolean => message.status >= 200 && value(message, 'Via').includes(branch);
      await waitFor(
        message => answers(message) || ends(message),
        () => send(text, portOf(target)),
      );
    };
    const ping = async (): Promise<void> => void (ended() || (await request('OPTIONS')));
    const hangUp = async (): Promise<void> => void (ended() || (await request('BYE')));
    return { ended, whenEnded, ping, hangUp };
  }

  async function invite(uri: string, sdp: string): Promise<Dialled> {
    const [branch, callId] = [newBranch(), randomBytes(8).toString('hex')];
    const from = `<sip:gateway@${HOST}:${port}>;tag=${callId}-gw`;
    const common = (cseq: string, to: string): string[] => [
      'Max-Forwards: 70',
      `From: ${from}`,
      `To: ${to}`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq}`,
    ];
    const headers = [via(port, branch), ...common('1 INVITE', `<${uri}>`), contact, 'Content-Type: application/sdp'];
    const text = writeMessage(`INVITE ${uri} SIP/2.0`, headers, sdp);
    const response = await waitFor(
      message => message.status >= 200 && value(message, 'Via').includes(branch),
      () => send(text, portOf(uri)),
    );
    if (!response) return {};
    const to = value(response, 'To');
    const target = response.status < 300 ? uriIn(value(response, 'Contact')) : uri;
    // The ACK of a 2xx is a transaction of its own (RFC 3261 section 13.2.2.4), that of a refusal is not (section 17.1.1.3).
    const ack = [via(port, response.status < 300 ? newBranch() : branch), ...common('1 ACK', to)];
    send(writeMessage(`ACK ${target} SIP/2.0`, ack), portOf(target));
    return response.status < 300 ? { response, call: dialog(to, from, callId, target, 2) } : { response };
  }

  async function answer(request: SipMessage, sdp: string): Promise<Dialog | undefined> {
    const [callId, target] = [value(request, 'Call-ID'), uriIn(value(request, 'Contact'))];
    const more = [contact, 'Content-Type: application/sdp'];
    const ack = await waitFor(
      message => message.method === 'ACK' && value(message, 'Call-ID') === callId,
      () => respond(request, '200 OK', portOf(target), more, sdp),
    );
    return ack && dialog(value(ack, 'From'), value(ack, 'To'), callId, target, 1);
  }

  return { port, next, invite, answer, close: () => socket.close() };
}

const via = (port: number, branch: string): string => `Via: SIP/2.0/UDP ${HOST}:${port};branch=${branch};rport`;

const newBranch = (): string => `z9hG4bK${randomBytes(8).toString('hex')}`;

const portOf = (uri: string): number => Number(/:(\d{1,5})(?:;|$)/.exec(uri)?.[1] ?? 5060);

/** A request that is sent again has the branch and number of the first (RFC 3261 section 17.2.3). */
const sameRequest = (a: SipMessage, b: SipMessage): boolean =>
  a.method === b.method && value(a, 'CSeq') === value(b, 'CSeq') && value(a, 'Via') === value(b, 'Via');
