import { addressKind, addressTitle } from '../../sdp/addressKind';
import { code } from '../markdown';
import { type Decoder, type LineContext, lookUp, partText } from './decoder';

const TYPES: Readonly<Record<string, { title: string; preference: number }>> = {
  host: { title: 'host: an address of the machine itself', preference: 126 },
  srflx: { title: 'server reflexive: the public address that a STUN server saw, outside the NAT', preference: 100 },
  prflx: { title: 'peer reflexive: the address that the other side saw', preference: 110 },
  relay: { title: 'relay: an address of a TURN server, which relays the media', preference: 0 },
};

const TCP_TYPES: Readonly<Record<string, string>> = {
  active: 'this side opens the connection; port 9 is only a placeholder',
  passive: 'this side waits for the connection',
  so: 'simultaneous open',
};

const componentTitle = (text: string): string => (text === '1' ? 'RTP' : text === '2' ? 'RTCP' : 'another component');

/** Splits a priority into its three preferences (RFC 8445 section 5.1.2.1). */
export function splitPriority(priority: number): { type: number; local: number; component: number } | undefined {
  if (!Number.isInteger(priority) || priority < 0 || priority > 0xffffffff) return undefined;
  return { type: Math.floor(priority / 2 ** 24), local: Math.floor(priority / 256) % 65536, component: 256 - (priority % 256) };
}

function priorityTitle(context: LineContext, text: string): string {
  const split = /^\d{1,10}$/.test(text) ? splitPriority(Number(text)) : undefined;
  if (!split) return 'not a priority: a number from 1 to 2³¹ − 1 is expected';
  const type = lookUp(TYPES, partText(context, 'type') ?? '');
  // TCP candidates rank below UDP ones of the same type (RFC 6544 section 4.2).
  const udp = partText(context, 'transport')?.toUpperCase() !== 'TCP';
  const usual = udp && type && type.preference !== split.type ? ` (${type.preference} is usual)` : '';
  return `type preference ${split.type}${usual}, local preference ${split.local}, component ${split.component}`;
}

const candidate: Decoder = {
  line: context => {
    const part = (name: string): string => partText(context, name) ?? '';
    if (!part('type')) return ['Malformed: foundation, component, transport, priority, address, port, `typ` and type are expected.'];
    const tcp = part('tcptype');
    return [
      `Type: ${lookUp(TYPES, part('type'))?.title ?? code(part('type'))}`,
      `Address: ${code(`${part('ip')} port ${part('port')}`)} ${part('transport').toUpperCase() === 'TCP' ? 'TCP' : 'UDP'}, ${addressTitle(part('ip'))}`,
      tcp ? `TCP: ${lookUp(TCP_TYPES, tcp) ?? code(tcp)}` : undefined,
      `Component ${code(part('component'))}: ${componentTitle(part('component'))}. Priority: ${priorityTitle(context, part('priority'))}`,
      part('raddr') ? `Related address ${code(`${part('raddr')} port ${part('rport')}`)}: ${addressTitle(part('raddr'))}` : undefined,
    ];
  },
  part: (context, { name, text }) => {
    switch (name) {
      case 'type':
        return lookUp(TYPES, text)?.title;
      case 'component':
        return componentTitle(text);
      case 'transport':
        return /^udp$/i.test(text)
          ? 'UDP'
          : /^tcp$/i.test(text)
            ? 'TCP: for networks that block UDP; most gateways do not support it'
            : undefined;
      case 'priority':
        return priorityTitle(context, text);
      case 'ip':
      case 'raddr':
        return addressTitle(text);
      case 'port':
        return text === '9' ? 'only a placeholder: an active TCP candidate listens on no port' : undefined;
      case 'tcptype':
        return lookUp(TCP_TYPES, text);
      default:
        return undefined;
    }
  },
  about: (_, part) =>
    part?.name === 'priority'
      ? { reference: { rfc: 8445, section: '5.1.2.1' } }
      : part?.name === 'tcptype'
        ? { reference: { rfc: 6544, section: '4.5' } }
        : undefined,
};

const length = (noun: string, least: number): Decoder => ({
  line: context => {
    const size = (context.line.attributeValue ?? '').trim().length;
    const verdict =
      size < least ? `too short: at least ${least} are needed` : size > 256 ? 'too long: at most 256 are allowed' : 'the length is right';
    return [`${noun}: ${size} characters, ${verdict}`];
  },
});

const OPTIONS: Readonly<Record<string, string>> = {
  trickle: 'candidates may follow after this description',
  ice2: 'ICE by RFC 8445',
  renomination: 'the chosen pair may change later; an extension of libwebrtc',
};

export const ICE_DECODERS: Readonly<Record<string, Decoder>> = {
  candidate,
  'ice-ufrag': length('User name', 4),
  'ice-pwd': { ...length('Password', 22), secret: ['icePwd'] },
  'ice-options': { part: (_, part) => lookUp(OPTIONS, part.text) },
  'remote-candidates': {
    part: (_, { name, text }) => (name === 'component' ? componentTitle(text) : name === 'address' ? addressTitle(text) : undefined),
  },
  'ice-lite': {
    line: ({ standing }) => [
      standing.other?.lines.some(line => line.attribute === 'ice-lite') ? 'The other side says so too: nobody sends checks.' : undefined,
    ],
  },
};

/** Whether an address of c= or a candidate says nothing yet. */
export const isUnspecified = (address: string): boolean => addressKind(address) === 'unspecified';
