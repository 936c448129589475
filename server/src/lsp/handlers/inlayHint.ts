import type { InlayHint, InlayHintLabelPart, InlayHintParams } from 'vscode-languageserver';
import { type Analysis, toDocument } from '../../core/analysis';
import type { Call, Leg, LegKind, Message } from '../../core/call/types';
import { recordAt } from '../../core/trace/openTrace';
import type { OpenDocument } from '../documents';
import { type ClientTraits, toSpan } from '../fromLsp';
import { COMMANDS } from '../protocol';

const LABELS: Record<LegKind, string> = { webrtc: 'browser leg', sip: 'SIP leg', unknown: 'leg unknown' };

/** `192.0.2.1:5060` or `[2001:db8::1]:5060`. */
const WITH_PORT = /^(?:[^:]*|\[.*\]):\d+$/;

/** Which leg each message is on and why, behind its first line; and that its replies are not to it, when a fix was applied. */
export function inlayHint(document: OpenDocument, { range }: InlayHintParams, traits: ClientTraits): InlayHint[] {
  const { analysis, positions } = document;
  const seen = toSpan(positions, range);
  const from = recordAt(analysis.trace, seen.start);
  const to = recordAt(analysis.trace, seen.end);
  const shown = new Set(analysis.messages.filter(message => isBetween(analysis, message, from, to)));
  const places = placesOf(analysis, shown);
  const hints: InlayHint[] = [];
  for (const message of shown) {
    const place = places.get(message);
    const end = toDocument(analysis, message, firstLine(message)).end;
    if (end < seen.start || end > seen.end) continue;
    const position = positions.positionAt(end);
    if (place) hints.push({ position, label: [legLabel(place, traits)], tooltip: place.leg.reason, paddingLeft: true });
    if (message.edited)
      hints.push({ position, label: 'edited', tooltip: 'edited: recorded replies were to the original', paddingLeft: true });
  }
  return hints;
}

function isBetween(analysis: Analysis, message: Message, from: number, to: number): boolean {
  const index = analysis.positions.get(message) ?? -1;
  return index >= from && index <= to;
}

const firstLine = (message: Message) => {
  const end = message.text.indexOf('\n');
  return { start: 0, end: end < 0 ? message.text.length : end };
};

interface Place {
  readonly leg: Leg;
  readonly call: Call;
}

/** Where the messages on the screen stand; of all others a long trace has too many for each time that it is scrolled. */
function placesOf(analysis: Analysis, shown: ReadonlySet<Message>): Map<Message, Place> {
  const places = new Map<Message, Place>();
  for (const call of analysis.calls) {
    for (const leg of call.legs) for (const message of leg.messages) if (shown.has(message)) places.set(message, { leg, call });
  }
  return places;
}

/** The label is the way to say that it is wrong, where the client can do that. */
function legLabel({ leg, call }: Place, traits: ClientTraits): InlayHintLabelPart {
  const value = LABELS[leg.kind];
  const host = hostOf(leg, call);
  if (host === undefined || !traits.commands.has(COMMANDS.setLeg)) return { value };
  return { value, command: { title: 'Say which leg this is', command: COMMANDS.setLeg, arguments: [host] } };
}

/** The word that names this leg and no other one of the call; without a port if that will do, since a port seldom lasts. */
function hostOf(leg: Leg, call: Call): string | undefined {
  const others = new Set(call.legs.filter(one => one !== leg).flatMap(one => one.hosts));
  const own = leg.hosts.filter(host => !others.has(host));
  return own.find(host => !WITH_PORT.test(host)) ?? own[0] ?? leg.hosts[0];
}
