import type { Description, Leg, Message } from '../../call/types';
import { codecsOf } from '../../sdp/codecs';
import { isActive } from '../../sdp/description';
import type { MediaSection, SdpLine } from '../../sdp/types';
import { headers } from '../../sip/message';
import { WARNINGS } from '../../sip/warnings';
import { splitCommas } from '../../sip/values/lists';
import type { Span } from '../../text/span';
import { exampleCall, exampleSdp, PHONE_CALL } from '../example';
import { isRefusal, list } from '../support';
import { type Finding, finding, type Related, type Rule } from '../types';

const REFUSED = exampleCall({ transport: 'UDP', offer: exampleSdp('m=audio 49170 RTP/AVP 18'), status: 488 });

interface Place {
  readonly span: Span;
  readonly text: string;
}

export const warningHeader: Rule = {
  id: 'sip/warning-header',
  title: 'The reply says in a Warning what it could not take',
  severity: 'info',
  references: [{ rfc: 3261, section: '20.43' }],
  explanation:
    'A reply may carry a `Warning` with a code that names what in the offer could not be taken: 305 its codecs, 304 a kind of media, 302 the transport profile, 301 the kind of address, 300 the network, 306 an attribute, 307 another parameter, 303 and 370 the bandwidth, 330 and 331 multicast and unicast. 399 has its reason in the text only. This rule says what the code means and points at the lines of the offer that it speaks of.',
  quiet:
    'Codes below 300 and above 399 belong to other protocols, and 392 is what Kamailio and OpenSIPS add for those who look for faults: both are left alone. On a 488, 606 or 415, whose words `exchange/refused` tells already, it speaks only where it can point at lines. A Warning that is passed back on another leg is told once, where it came from.',
  bad: REFUSED.replace(/Content-Length: 0\n/, 'Warning: 305 192.0.2.2 "Incompatible media format"\nContent-Length: 0\n'),
  good: PHONE_CALL,
  cures: [],
  checkCall: function* (call): Generator<Finding> {
    const told = new Set<string>();
    // The last leg first: there the reply began.
    for (const leg of [...call.legs].reverse()) {
      for (const message of leg.messages) {
        if (message.status < 180 || !message.sip) continue;
        for (const found of warningsIn(message)) {
          if (told.has(found.key)) continue;
          told.add(found.key);
          const one = explain(message, leg, found, offerFor(call.descriptions, leg, message));
          // The words of a refusal are told with the refusal itself; here they are tied to lines.
          if (!isRefusal(message) || one.related.length > 0) yield one;
        }
      }
    }
  },
};

interface Warning {
  readonly code: number;
  readonly words: string;
  readonly span: Span;
  readonly key: string;
}

function* warningsIn(message: Message): Generator<Warning> {
  for (const one of headers(message.sip!, 'warning')) {
    for (const part of splitCommas(one.value)) {
      const match = /^(3\d\d)\s+\S{1,255}\s*(?:"([^"]*)"?)?/.exec(part);
      if (!match || match[1] === '392') continue;
      yield {
        code: Number(match[1]),
        words: match[2] ?? '',
        span: one.valueSpan,
        key: `${match[1]} ${match[2] ?? ''} ${message.cseq?.method}`,
      };
    }
  }
}

function explain(message: Message, leg: Leg, { code, words, span }: Warning, offer: Description | undefined): Finding {
  const known = WARNINGS[code];
  const places = (offer && LINES[code]?.(offer)) ?? [];
  const said = words === '' ? '' : ` It says: "${words.slice(0, 200)}".`;
  const named = places.length > 0 ? ` In the offer that is ${list(places.map(place => place.text))}.` : '';
  return finding(warningHeader, {
    message,
    span,
    text: `${code}: ${known ?? 'a reason of its own, which only its text tells'}.${said}${named}`,
    related: places.map((place): Related => ({ message: offer!.message, span: place.span, text: place.text })),
    leg,
    verdict:
      message.method === 'INVITE' && message.status >= 300
        ? {
            weight: 11,
            text: `The call was refused with ${message.status}, with the words: ${words === '' ? `${known ?? code}.` : `"${words.slice(0, 200)}"`}${named}`,
          }
        : undefined,
  });
}

/** The offer that the reply answers. */
const offerFor = (descriptions: readonly Description[], leg: Leg, reply: Message): Description | undefined =>
  descriptions.find(
    one =>
      one.leg === leg &&
      one.side === 'offer' &&
      one.message.cseq?.number === reply.cseq?.number &&
      one.message.method === reply.method &&
      one.message.fromTag === reply.fromTag,
  );

const active = (one: Description): MediaSection[] => one.sdp.media.filter(isActive);

const linesOf = (one: Description, type: string): SdpLine[] => one.sdp.lines.filter(line => line.type === type).slice(0, 4);

const placesOf = (lines: readonly SdpLine[]): Place[] =>
  lines.map(line => ({ span: line.span, text: `${line.type}=${line.value.slice(0, 80)}` }));

const formatsOf = (section: MediaSection): Place[] => {
  const { formats } = section;
  if (formats.length === 0) return [];
  const names = [...new Set(codecsOf(section).map(codec => codec.name))];
  const span = { start: formats[0]!.span.start, end: formats[formats.length - 1]!.span.end };
  return [{ span, text: `${names.length > 0 ? list(names) : list(formats.map(format => format.text))} (${section.media})` }];
};

/** Which lines of the offer a code speaks of (RFC 3261 section 20.43). */
const LINES: Readonly<Record<number, (one: Description) => Place[]>> = {
  300: one => placesOf(linesOf(one, 'c')),
  301: one => placesOf(linesOf(one, 'c')),
  302: one => active(one).map(section => ({ span: section.protocolSpan, text: section.protocol })),
  303: one => placesOf(linesOf(one, 'b')),
  304: one => active(one).map(section => ({ span: section.line.span, text: `the ${section.media} section` })),
  305: one => active(one).flatMap(formatsOf),
  330: one => placesOf(linesOf(one, 'c')),
  331: one => placesOf(linesOf(one, 'c')),
  370: one => placesOf(linesOf(one, 'b')),
};
