import type { Call, Description, Message } from '../../call/types';
import { addressKind, isInside } from '../../sdp/addressKind';
import { candidatesOf } from '../../sdp/candidate';
import { header } from '../../sip/message';
import { EXAMPLE_BROWSER_LINES, exampleBrowserAudio, exampleCall } from '../example';
import { list, refusalOf, relatedReply, transportSections } from '../support';
import { finding, type Rule } from '../types';

const offer = exampleBrowserAudio('actpass', [...EXAMPLE_BROWSER_LINES, 'a=candidate:1 1 udp 2122260223 192.168.1.20 49170 typ host']);
const refused = exampleCall({ transport: 'WS', offer, status: 488 });

export const freeswitchPrivate: Rule = {
  id: 'ice/freeswitch-private-candidates',
  title: 'FreeSWITCH may have dropped the browser’s private candidates',
  severity: 'info',
  references: [{ rfc: 8445, section: '5.1.1.1' }],
  explanation:
    'FreeSWITCH keeps only candidates that its access list allows. Where the profile sets none, it takes `wan.auto`, which has no private addresses ("NO candidate ACL defined, Defaulting to wan.auto"). A browser that names only private or `.local` addresses is left without a candidate ("no suitable candidates found"), and FreeSWITCH answers 488, although there is a codec in common.',
  quiet:
    'It speaks only where a response from FreeSWITCH (`User-Agent` or `Server`) refused a browser’s offer whose UDP candidates are all private or `.local`, and no other leg of the call was refused. It stays information: the log of FreeSWITCH says whether it was so.',
  bad: refused.replace(/(SIP\/2\.0 488[^\n]*\n)/, '$1User-Agent: FreeSWITCH-mod_sofia/1.10.11\n'),
  good: refused,
  cures: [{ gateway: 'freeswitch', setting: 'apply-candidate-acl' }],
  attributes: ['candidate'],
  checkDescription: function* (one, call) {
    if (one.side !== 'offer' || one.leg.kind !== 'webrtc' || one.fromGateway === true) return;
    const refusal = refusalOf(one);
    if (!refusal || !isFromFreeswitch(refusal) || isPassedOn(one, call)) return;
    const candidates = transportSections(one.sdp)
      .flatMap(section => candidatesOf(one.sdp, section))
      .filter(candidate => candidate.transport === 'udp');
    const [first, ...more] = candidates;
    if (!first || !candidates.every(candidate => isInside(candidate.address))) return;
    yield finding(freeswitchPrivate, {
      message: one.message,
      span: first.line.span,
      places: more.map(candidate => candidate.line.span),
      text: `FreeSWITCH refused this offer, and all UDP candidates in it are ${list([...new Set(candidates.map(candidate => addressKind(candidate.address)))])} addresses. Without an access list for candidates FreeSWITCH drops those and then answers ${refusal.status}. Look for "no suitable candidates found" in its log, and set apply-candidate-acl to rfc1918.auto or any_v4.auto in the profile.`,
      related: relatedReply(refusal, 'FreeSWITCH refused the offer here'),
    });
  },
};

const isFromFreeswitch = ({ sip }: Message): boolean =>
  sip !== undefined && ['user-agent', 'server'].some(name => /freeswitch/i.test(header(sip, name)?.value ?? ''));

/** The refusal came from another leg and was only passed back. */
const isPassedOn = (one: Description, { legs }: Call): boolean =>
  legs.some(leg => leg !== one.leg && leg.result !== null && [415, 488, 606].includes(leg.result));
