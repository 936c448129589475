import type { BrowserRecord, Description, Told } from '../../call/types';
import { attributeFor } from '../../sdp/description';
import type { TransportEvidence } from '../../trace/evidence/types';
import {
  exampleEvidence,
  exampleRecord,
  exampleRecordAnswer,
  exampleRecordOffer,
  HEALTHY_DUMP,
  HOST_CANDIDATE,
  isLatest,
  relatedRecord,
  secondsBetween,
} from '../browserRecord';
import { relatedLine, transportSections } from '../support';
import { type Finding, finding, type Rule } from '../types';

/** Seconds within which a handshake ends over any path that carries speech. */
const LONG = 5;

export const browserHandshake: Rule = {
  id: 'srtp/browser-handshake',
  title: 'The browser tells that DTLS failed or never ended',
  severity: 'error',
  references: [
    { rfc: 5763, section: '5' },
    { rfc: 8122, section: '5' },
  ],
  explanation:
    'The browser found a path to the other side, but the DTLS handshake that gives SRTP its keys failed, or did not end (chrome://webrtc-internals tells its state). Until it has ended the browser sends nothing and plays nothing. Where it failed, the certificate of the other side is mostly not the one whose hash stands in `a=fingerprint`. Where it did not end, mostly both sides wait: who is `active` in the answer has to begin, and a side that says nothing of it, or does other than it says, leaves the other one waiting.',
  quiet:
    'It speaks only of a browser’s own record, where ICE was connected, and of a handshake that has not ended only after five seconds. It is quiet where one transport of the connection has its keys.',
  bad: exampleRecord({
    offer: exampleRecordOffer(HOST_CANDIDATE),
    answer: exampleRecordAnswer('203.0.113.10'),
    evidence: exampleEvidence({ transport: { dtls: ['connecting'], cipher: undefined, sent: 0, received: 0 }, stream: 'none' }),
  }),
  good: HEALTHY_DUMP,
  cures: [{ gateway: 'asterisk', setting: 'dtls_setup=actpass' }],
  checkDescription: function* (one): Generator<Finding> {
    const { browser } = one.leg;
    if (!browser || !isLatest(one, 'remote') || one.cut || one.message.edited) return;
    const { transports, ice } = browser;
    const connected = ice?.evidence.connected;
    if (connected === undefined || transports.length === 0) return;
    if (transports.some(({ evidence }) => evidence.dtls.includes('connected') || evidence.dtls.includes('closed'))) return;
    const failed = transports.find(({ evidence }) => evidence.dtls.includes('failed'));
    const stuck = transports.find(({ evidence }) => secondsBetween(connected, evidence.last) >= LONG);
    if (failed) yield reportFailed(one, failed);
    else if (stuck) yield reportStuck(one, stuck, browser);
  },
};

function reportFailed(one: Description, transport: Told<TransportEvidence>): Finding {
  const section = transportSections(one.sdp)[0] ?? one.sdp.media[0];
  const fingerprint = section && attributeFor(one.sdp, section, 'fingerprint');
  return finding(browserHandshake, {
    message: one.message,
    span: (fingerprint ?? section?.line ?? one.sdp.lines[0]!).span,
    text: 'The browser ended the DTLS handshake as failed, although ICE had found a path. Mostly the certificate that the other side showed is not the one whose hash stands in this a=fingerprint: the description was made for another certificate, as after a restart, or was passed on by something that does not handle the media. A DTLS version or a cipher that only one side knows is rarer. There are no keys and no audio.',
    related: relatedRecord([transport], 'the state of DTLS'),
    cures: [],
    verdict: {
      weight: 87,
      text: 'The call is up but silent: the browser broke off the encryption handshake, mostly because the certificate of the other side is not the one that its SDP names.',
    },
  });
}

function reportStuck(one: Description, transport: Told<TransportEvidence>, browser: BrowserRecord): Finding {
  const section = transportSections(one.sdp)[0] ?? one.sdp.media[0];
  const setup = section && attributeFor(one.sdp, section, 'setup');
  const { role, received, last } = transport.evidence;
  const seconds = Math.round(secondsBetween(browser.ice!.evidence.connected, last));
  const { why, plainly } = reasonOf(role, received, setup?.attributeValue?.trim());
  return finding(browserHandshake, {
    message: one.message,
    span: (setup ?? section?.line ?? one.sdp.lines[0]!).span,
    text: `The DTLS handshake of the browser did not end within ${seconds} seconds, although ICE had found a path. ${why} There are no keys and no audio.`,
    related: [
      ...relatedRecord([transport], 'the state of DTLS'),
      ...(one.other
        ? relatedLine(
            one.other.message,
            one.other.sdp.lines.find(line => line.attribute === 'setup'),
            'what the browser says of its role',
          )
        : []),
    ],
    verdict: { weight: 86, text: `The call is up but silent: the encryption handshake never ended. ${plainly}` },
  });
}

function reasonOf(role: string | undefined, received: number, setup: string | undefined): { why: string; plainly: string } {
  if (role === 'server' && received === 0) {
    const said =
      setup === undefined ? 'without a=setup in this answer that is the role it falls to' : `since the other side says a=setup:${setup}`;
    return {
      why: `The browser waits for the other side to begin (${said}), and has received nothing: the other side never sent its ClientHello. It takes itself for the waiting side as well, or its DTLS is off.`,
      plainly: 'The browser waits for the other side, which never began.',
    };
  }
  if (role === 'client' && received === 0) {
    return {
      why: 'The browser begins the handshake and has received no answer: DTLS is off on the other side, whatever its a=fingerprint promises, or its packets do not arrive.',
      plainly: 'The browser began it, and the other side did not answer.',
    };
  }
  return {
    why: 'Packets came in, but the handshake did not come to its end: the long ones with the certificate may be lost, or the two sides agree on no version or cipher.',
    plainly: 'It was begun and never completed.',
  };
}
