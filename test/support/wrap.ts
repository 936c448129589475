import { type Analysis, analyse } from '../../server/src/core/analysis';
import { addressText } from '../../server/src/core/call/hops';
import type { Leg, Message } from '../../server/src/core/call/types';
import { byteLength } from '../../server/src/core/trace/collect';
import { EDITED_MARKER } from '../../server/src/core/trace/cut';

/** A log that has the same messages. */
export interface Wrapped {
  readonly form: string;
  readonly text: string;
  /** What every line of a message has before and behind it in this log. */
  readonly prefix: string;
  readonly suffix: string;
}

interface Route {
  readonly source: string;
  readonly destination: string;
  readonly transport: string;
  /** As a gateway sees it that stands between the legs. */
  readonly received: boolean;
}

const SYSLOG = 'Mar  1 10:00:00 pbx asterisk[812]: ';

/** Bare SIP messages as five tools would have logged them. */
export function wrap(text: string): Wrapped[] {
  const analysis = analyse(text);
  const messages = analysis.messages.map((message, index) => ({
    marker: message.edited ? `${EDITED_MARKER}\n` : '',
    lines: linesOf(message),
    route: routeOf(analysis, message),
    time: clock(index),
    index,
  }));
  const each = (form: string, prefix: string, suffix: string, print: (one: (typeof messages)[number]) => string): Wrapped => ({
    form,
    prefix,
    suffix,
    text: messages.map(one => one.marker + print(one)).join(''),
  });
  const forms = [
    each(
      'sngrep-txt',
      '',
      '',
      ({ lines, route, time }) => `2026/03/01 ${time} ${route.source} -> ${route.destination}\n${lines.join('\n')}\n\n`,
    ),
    each('ngrep-byline', '', '.', ({ lines, route, time, index }) => {
      const letter = route.transport === 'UDP' ? 'U' : 'T';
      return `${letter} 2026/03/01 ${time} ${route.source} -> ${route.destination} #${index}\n${lines.map(line => `${line}.\n`).join('')}\n\n`;
    }),
    each('tshark-sip-raw-text', '    ', '\\r\\n', ({ lines, route, index }) => {
      const [source, destination] = [route.source, route.destination].map(address => /^(.*):(\d+)$/.exec(address)!);
      const layer = `${route.transport === 'UDP' ? 'User Datagram' : 'Transmission Control'} Protocol`;
      const socket = route.transport.startsWith('WS') ? 'WebSocket\n' : '';
      return (
        `Frame ${index + 1}: 534 bytes on wire (4272 bits), 534 bytes captured (4272 bits)\nInternet Protocol Version 4, Src: ${source![1]}, Dst: ${destination![1]}\n` +
        `${layer}, Src Port: ${source![2]}, Dst Port: ${destination![2]}\n${socket}Session Initiation Protocol (SIP as raw text)\n${lines.map(line => `    ${line}\\r\\n\n`).join('')}\n`
      );
    }),
    each('kamailio-xlog', '', '', ({ lines, route }) => {
      const passage = `from ${route.transport.toLowerCase()}:${route.source} to ${route.transport.toLowerCase()}:${route.destination}`;
      return `Mar  1 10:00:00 log script[7]: ${passage} ${lines.map(line => `${line}#015#012`).join('')}\n`;
    }),
    each('asterisk-pjsip-logger', SYSLOG, '', ({ lines, route }) => {
      const kind = lines[0]!.startsWith('SIP/2.0') ? 'response' : 'request';
      const bytes = byteLength(lines.join('\r\n'));
      const words = route.received ? `Received SIP ${kind} (${bytes} bytes) from` : `Transmitting SIP ${kind} (${bytes} bytes) to`;
      const peer = `${route.transport}:${route.received ? route.source : route.destination}`;
      return `${SYSLOG}<--- ${words} ${peer} --->\n${lines.map(line => `${SYSLOG}${line}\n`).join('')}${SYSLOG}\n`;
    }),
  ];
  // Asterisk's own log tells that the gateway wrote it: where the messages alone do not say where it stands, that is more than they tell.
  const told = analysis.calls.every(call => call.legs.every(leg => leg.gateway !== undefined));
  return told ? forms : forms.filter(one => one.form !== 'asterisk-pjsip-logger');
}

/** Lines of a message; behind the headers there is an empty one even where the bare text ended. */
function linesOf(message: Message): string[] {
  const lines = message.text.replace(/\n+$/, '').split('\n');
  return message.sdp ? lines : [...lines, ''];
}

const clock = (index: number): string => `10:00:${String(index % 60).padStart(2, '0')}.000000`;

/** Who sent a message to whom: bare messages do not say, so each leg gets two addresses, the first that of its first Via. */
function routeOf(analysis: Analysis, message: Message): Route {
  const legs = analysis.calls.flatMap(call => call.legs.map((leg, index) => ({ leg, index, next: call.legs[index + 1] })));
  const place = legs.find(({ leg }) => leg.messages.includes(message));
  const transport = message.via?.transport ?? 'UDP';
  if (!place) return { source: '192.0.2.1:5060', destination: '192.0.2.2:5060', transport, received: true };
  const { leg, index, next } = place;
  const caller = clientOf(leg);
  // Where the call goes on, the callee of this leg is the gateway, which is the caller of the next.
  const callee = next ? `${clientOf(next).replace(/:\d+$/, '')}:${5060 + index}` : `198.51.100.${20 + index}:5060`;
  const fromCaller = isFromCaller(leg, message);
  const received = leg.gateway === 'caller' ? !fromCaller : fromCaller;
  return { source: fromCaller ? caller : callee, destination: fromCaller ? callee : caller, transport, received };
}

function clientOf(leg: Leg): string {
  const via = leg.transactions[0]?.request?.via ?? leg.messages[0]?.via;
  if (!via || via.host.endsWith('.invalid')) return '203.0.113.77:40000';
  return addressText({ host: via.host, port: via.port ?? 5060 });
}

function isFromCaller(leg: Leg, message: Message): boolean {
  const invite = leg.transactions.find(one => one.method === 'INVITE')?.request ?? leg.transactions[0]?.request;
  return (message.fromTag === invite?.fromTag) === (message.status === 0);
}
