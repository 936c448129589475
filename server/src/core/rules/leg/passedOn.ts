import { sentByGateway } from '../../call/legs';
import type { Call, Description, Leg, Side } from '../../call/types';
import { attributeFor, connectionAddress, connectionFor } from '../../sdp/description';
import type { MediaSection, Sdp, SdpLine } from '../../sdp/types';
import { counterpart, rtpSections } from '../support';

/** A description that the gateway sent on one leg, beside the one that it had received on the other. */
export interface PassedOn {
  /** The leg that it came from, and what it was there. */
  readonly leg: Leg;
  readonly source: Side;
  /** Where its sender receives media, `192.0.2.1:49170`, if that stands on both legs: the media does not go through the gateway. */
  readonly address?: string;
  /** What stands on both legs alike: the c= line, the fingerprint, the ICE user name. */
  readonly lines: readonly SdpLine[];
}

/**
 * What the gateway passed on of a description between a browser's leg and a SIP leg; undefined where it was not the gateway that sent
 * it, or nothing that belongs to its first sender is left in it.
 */
export function passedOn(one: Description, call: Call): PassedOn | undefined {
  if (one.fromGateway === false || one.cut) return undefined;
  const found = counterpart(call, one.leg, one.exchange);
  const source = found?.exchange[one.side];
  if (!found || !source || found.leg.kind === 'unknown' || one.leg.kind === 'unknown') return undefined;
  if (one.fromGateway === undefined && sentByGateway(found.leg, source.message) !== false) return undefined;
  const sections = rtpSections(one.sdp);
  const first = sections[0];
  const theirs = first && source.sdp.media[first.index];
  if (!first || !theirs) return undefined;
  const address = receives(one.sdp, first);
  const unchanged = address !== undefined && !isGateways(one, found.leg) && sections.every(section => isSame(one.sdp, section, source.sdp));
  const connection = unchanged ? connectionFor(one.sdp, first) : undefined;
  const kept = ['fingerprint', 'ice-ufrag']
    .map(name => attributeFor(one.sdp, first, name))
    .filter(line => line !== undefined && textOf(line) === textOf(attributeFor(source.sdp, theirs, line.attribute!)));
  const lines = [connection, ...kept].filter(line => line !== undefined);
  return lines.length > 0 ? { leg: found.leg, source, address: unchanged ? address : undefined, lines } : undefined;
}

/** Whether a line of the description stands on both legs. */
export const keeps = ({ lines }: PassedOn, attribute: string): boolean => lines.some(line => line.attribute === attribute);

const textOf = (line: SdpLine | undefined): string | undefined => line?.attributeValue?.trim();

/** Whether the media goes to a host of the gateway: the first leg was recorded behind something that had put its address in already. */
function isGateways(one: Description, from: Leg): boolean {
  const hosts = [one.leg, from].map(leg => leg.gateway && leg.parties[leg.gateway === 'caller' ? 0 : 1].replace(/:\d+$/, ''));
  if (one.message.status === 0) hosts.push(one.message.via?.host);
  return one.sdp.lines.some(line => line.type === 'c' && hosts.includes(connectionAddress(line)));
}

function isSame(sdp: Sdp, section: MediaSection, other: Sdp): boolean {
  const theirs = other.media[section.index];
  return theirs !== undefined && receives(sdp, section) !== undefined && receives(sdp, section) === receives(other, theirs);
}

/** Where media for a section goes; undefined where it says nothing yet, as a browser writes that still looks for candidates. */
function receives(sdp: Sdp, section: MediaSection): string | undefined {
  const address = connectionAddress(connectionFor(sdp, section));
  if (!address || /^(?:0\.0\.0\.0|::)$/.test(address) || section.port === 9 || Number.isNaN(section.port)) return undefined;
  return `${address.includes(':') ? `[${address}]` : address}:${section.port}`;
}
