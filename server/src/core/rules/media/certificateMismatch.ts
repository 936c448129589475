import { bothOfKind, dtlsFrom, opposite, type Who } from '../../call/media/ask';
import type { Placed } from '../../call/media/types';
import type { Call, Side } from '../../call/types';
import { replace } from '../../rewrite/edit';
import { attributesFor } from '../../sdp/description';
import type { SdpLine } from '../../sdp/types';
import type { DtlsEvidence } from '../../trace/evidence/types';
import { type Finding, finding, type Rule } from '../types';
import {
  CALLEE,
  CALLER,
  EXAMPLE_CERTIFICATE,
  exampleCapture,
  exampleDtls,
  exampleStun,
  exampleWebAudio,
  HEALTHY_WEB_CALL,
  toCaller,
} from './example';
import { framesOf, Name, name, relatedFlows, sidesBy, SIDES, type Talk, transportTalks } from './support';

const OTHER_CERTIFICATE = EXAMPLE_CERTIFICATE.replace('00:01:02', 'AA:BB:CC');

export const certificateMismatch: Rule = {
  id: 'media/certificate-mismatch',
  title: 'The certificate is not that of a=fingerprint',
  severity: 'error',
  references: [
    { rfc: 8122, section: '5' },
    { rfc: 5763, section: '5' },
  ],
  explanation:
    'In the DTLS handshake each side shows its certificate, and the other compares its hash with `a=fingerprint` of the SDP. Here they differ: the fingerprint is that of another certificate. It was copied from another call, kept over a restart, or belongs to another fork. The other side ends the handshake with an alert, so there are no keys and no audio.',
  quiet:
    'Of several fingerprints any may match, also those of earlier and later descriptions of the same party. It is quiet where none of them is of a hash that the evidence has, and for DTLS 1.3, which encrypts certificates. It is a warning where audio flowed both ways all the same: the other side does not compare.',
  bad: exampleCapture({
    transport: 'WS',
    offer: exampleWebAudio(CALLER, 'actpass'),
    answer: exampleWebAudio(CALLEE, 'active'),
    flows: [
      exampleStun(),
      exampleDtls({ ...toCaller, certificates: [OTHER_CERTIFICATE] }),
      exampleDtls({ clientHellos: 0, serverHellos: 1, finished: false, alerts: ['fatal certificate_unknown'] }),
    ],
  }),
  good: HEALTHY_WEB_CALL,
  cures: [],
  checkCall: function* (call: Call): Generator<Finding> {
    for (const talk of transportTalks(call)) {
      for (const who of SIDES) {
        const found = mismatch(talk, who);
        if (found) yield found;
      }
    }
  },
};

/** Whether a party of a section shows another certificate than its descriptions say. */
export const hasMismatch = (talk: Talk): boolean => SIDES.some(who => mismatch(talk, who) !== undefined);

/** `SHA-256 AB:CD` and `sha-256 ab:cd` are the same fingerprint. */
const normal = (fingerprint: string): string => fingerprint.trim().replace(/\s+/, ' ').toLowerCase();

const hashOf = (fingerprint: string): string => fingerprint.split(' ', 1)[0]!;

interface Named {
  readonly side: Side;
  readonly line: SdpLine;
  readonly value: string;
}

/** The fingerprints that a party gave for a section, in any of its descriptions on the leg. */
const fingerprintsOf = (talk: Talk, who: Who): Named[] =>
  sidesBy(talk, who).flatMap(side => {
    const section = side.sdp.media[talk.section.index];
    const lines = section ? attributesFor(side.sdp, section, 'fingerprint') : [];
    return lines.map(line => ({ side, line, value: normal(line.attributeValue ?? '') }));
  });

function mismatch(talk: Talk, who: Who): Finding | undefined {
  const named = fingerprintsOf(talk, who);
  const hashes = new Set(named.map(one => hashOf(one.value)));
  const flow = dtlsFrom(talk.section, who).find(one => one.evidence.certificates.length > 0);
  const shown = flow?.evidence.certificates.map(normal).filter(one => hashes.has(hashOf(one))) ?? [];
  const first = named[0];
  const seen = shown[0];
  if (!flow || !first || seen === undefined || shown.some(one => named.some(other => other.value === one))) return undefined;
  return report(talk, who, named.find(one => hashOf(one.value) === hashOf(seen)) ?? first, flow, seen);
}

function report(talk: Talk, who: Who, { side, line }: Named, flow: Placed<DtlsEvidence>, seen: string): Finding {
  const alerts = bothOfKind(talk.section, 'dtls').filter(one => one.evidence.alerts.length > 0);
  const alert = alerts.find(one => dtlsFrom(talk.section, opposite(who)).includes(one));
  const ended = alert
    ? ` ${Name(talk, opposite(who))} ended the handshake with an alert (${alert.evidence.alerts[0]}, ${framesOf([alert])}).`
    : '';
  const value = `${hashOf(seen)} ${seen.slice(hashOf(seen).length + 1).toUpperCase()}`;
  const start = line.attributeValueStart ?? line.span.end;
  const span = { start, end: start + (line.attributeValue ?? '').trimEnd().length };
  const loud = !talk.bothWays;
  return finding(certificateMismatch, {
    severity: loud ? 'error' : 'warning',
    message: side.message,
    span: line.span,
    text: `${Name(talk, who)} shows another certificate in the DTLS handshake (${framesOf([flow])}) than the one of this fingerprint: that of ${value.slice(0, 19)}….${ended} ${loud ? 'There are no keys and no audio.' : 'Audio flowed all the same: the other side does not compare them.'} The fingerprint is from another call, another server or an old certificate.`,
    related: [...relatedFlows([flow], `the certificate of ${name(talk, who)}`), ...relatedFlows(alert ? [alert] : [], 'the alert')],
    fixes: [
      {
        title: 'Replace the fingerprint by that of the certificate in the capture',
        safety: 'unsafe',
        message: side.message,
        edits: () => [replace(span, value)],
      },
    ],
    leg: talk.leg,
    side: talk.section.exchange.offer?.message === side.message ? 'offer' : 'answer',
    verdict: loud
      ? {
          weight: 92,
          text: `The call is up but silent: the DTLS handshake failed${alert ? ' with an alert' : ''}, because the certificate of ${name(talk, who)} is not the one of its a=fingerprint.`,
        }
      : undefined,
  });
}
