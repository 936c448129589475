import type { Sdp } from '../sdp/types';
import { attributeFor, attributesIn, isActive } from '../sdp/description';
import { profileOf } from '../sdp/profiles';
import { exchangesOf, isRepeated } from './exchanges';
import { addressText, type Hop } from './hops';
import type { Exchange, Leg, LegKind, LegOverrides, Message, Transaction } from './types';

/** A leg before its call is known. */
export type LooseLeg = Omit<Leg, 'gateway'>;

/** What a hop saw of a call, with what it is and why. */
export function legOf(callId: string, hop: Hop, overrides: LegOverrides): LooseLeg {
  const invite = firstInvite(hop.transactions);
  const first = invite?.request ?? invite?.responses[0] ?? hop.messages[0];
  const hosts = hostsOf(hop.messages);
  return {
    ...kindOf(hop.messages, hosts, overrides),
    callId,
    parties: partiesOf(first),
    messages: hop.messages,
    transactions: hop.transactions,
    exchanges: exchangesOf(hop.transactions),
    result: invite?.final?.status ?? null,
    hosts,
  };
}

/** The INVITE that began a call: not the one that was only asked for credentials. */
export const firstInvite = (transactions: readonly Transaction[]): Transaction | undefined =>
  transactions.find(one => one.method === 'INVITE' && !isRepeated(one, transactions));

/** A leg of bare descriptions: there is no SIP, so their shape speaks. */
export function bareLeg(messages: readonly Message[]): LooseLeg {
  const sides = messages.map(message => ({ message, sdp: message.sdp! }));
  const exchanges: Exchange[] =
    sides.length === 2 && answers(sides[0]!.sdp, sides[1]!.sdp)
      ? [{ carrier: 'bare', offer: sides[0], answer: sides[1] }]
      : sides.map(side => ({
          carrier: 'bare',
          ...(setupOf(side.sdp) === 'active' || setupOf(side.sdp) === 'passive' ? { answer: side } : { offer: side }),
        }));
  return {
    ...shapeOf(sides.map(side => side.sdp)),
    callId: '',
    parties: ['', ''],
    messages,
    transactions: [],
    exchanges,
    result: null,
    hosts: [],
  };
}

/**
 * The kind of a leg, in this order: the user's word; the topmost Via; what the log says of the transport.
 * User-Agent, Contact and the Vias below travel across the gateway and prove nothing.
 */
function kindOf(messages: readonly Message[], hosts: readonly string[], overrides: LegOverrides): { kind: LegKind; reason: string } {
  const named = hosts.find(host => Object.hasOwn(overrides, host));
  if (named !== undefined) return { kind: overrides[named]!, reason: `you said so for ${named}` };
  for (const message of messages) {
    const via = message.via?.transport;
    if (via) return { kind: /^WSS?$/.test(via) ? 'webrtc' : 'sip', reason: `topmost Via is ${via}` };
  }
  const transport = messages.find(message => message.envelope.transport)?.envelope.transport;
  if (transport) return { kind: /^WSS?$/.test(transport) ? 'webrtc' : 'sip', reason: `the log says ${transport}` };
  return { kind: 'unknown', reason: 'no Via and no transport in the trace' };
}

/** Without SIP: DTLS and ICE with rtcp-mux, a mid or BUNDLE are a browser's way to speak, SDES or plain RTP a phone's. */
export function shapeOf(descriptions: readonly Sdp[]): { kind: LegKind; reason: string } {
  const sections = descriptions.flatMap(sdp => sdp.media.map(section => ({ sdp, section })));
  const browser = sections.find(
    ({ sdp, section }) =>
      (profileOf(section.protocol).dtls || attributeFor(sdp, section, 'fingerprint')) &&
      (attributesIn(section.lines, 'rtcp-mux').length > 0 ||
        attributesIn(section.lines, 'mid').length > 0 ||
        attributesIn(sdp.session, 'group').length > 0),
  );
  if (browser) return { kind: 'webrtc', reason: 'bare SDP with DTLS and rtcp-mux, a mid or BUNDLE, as a browser writes it' };
  const phone = sections.find(({ section }) => isActive(section) && /^RTP\/S?AVP$/i.test(section.protocol));
  if (phone && !descriptions.some(sdp => sdp.lines.some(line => line.attribute === 'ice-ufrag' || line.attribute === 'candidate'))) {
    return { kind: 'sip', reason: `bare SDP with ${phone.section.protocol} and no ICE, as a phone writes it` };
  }
  return { kind: 'unknown', reason: 'bare SDP that could stand on either leg' };
}

const setupOf = (sdp: Sdp): string | undefined =>
  sdp.media.map(section => attributeFor(sdp, section, 'setup')?.attributeValue?.trim()).find(value => value !== undefined);

/** Two bodies are taken for offer and answer when nothing speaks against it. */
function answers(offer: Sdp, answer: Sdp): boolean {
  const origin = (sdp: Sdp): string => sdp.session.find(line => line.type === 'o')?.value ?? '';
  return offer.media.length === answer.media.length && origin(offer) !== origin(answer);
}

/** Every host, with and without port, by which the user may name this leg. */
function hostsOf(messages: readonly Message[]): string[] {
  const hosts = new Set<string>();
  for (const { envelope, via } of messages) {
    for (const endpoint of [envelope.source, envelope.destination]) {
      if (!endpoint) continue;
      hosts.add(addressText(endpoint));
      hosts.add(endpoint.host);
    }
    if (via && !envelope.source) hosts.add(via.host);
  }
  return [...hosts];
}

/** Caller and callee of the first request on the hop. */
function partiesOf(message: Message | undefined): [string, string] {
  if (!message) return ['', ''];
  const { source, destination, direction } = message.envelope;
  const via = message.via ? addressText({ host: message.via.host.replace(/^\[|\]$/g, ''), port: message.via.port }) : '';
  const request = message.status === 0;
  const from = source ? addressText(source) : request ? via : '';
  const to = destination ? addressText(destination) : '';
  if (!source && !destination && direction) return [via, ''];
  return request ? [from, to] : [to || via, from];
}

/** Whether a message was sent by the gateway; undefined where the trace cannot tell. */
export function sentByGateway(leg: Leg, message: Message): boolean | undefined {
  const { ng, observer, direction } = message.envelope;
  if (ng) return ng.role === 'out';
  // A description without SIP is nobody's but of the program that logged it.
  if (!message.sip) return observer && direction ? (observer === 'gateway') === (direction === 'sent') : undefined;
  const caller = firstInvite(leg.transactions)?.request?.fromTag;
  const sender = message.status === 0 ? message.fromTag : message.toTag;
  if (leg.gateway === undefined || caller === undefined || sender === undefined) return undefined;
  return (sender === caller) === (leg.gateway === 'caller');
}
