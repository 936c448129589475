import { addressKind } from '../../sdp/addressKind';
import type { Call, Description } from '../../call/types';
import { legBothWays } from '../../call/media/ask';
import { replace } from '../../rewrite/edit';
import { connectionFor, isActive } from '../../sdp/description';
import type { SdpLine } from '../../sdp/types';
import { exampleCall, exampleSdp } from '../example';
import { relatedLine } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { isIceUsed, refusalPlace, textSeverity, textVerdict } from './support';

const connection = (value: string): string[] =>
  exampleSdp('m=audio 49170 RTP/AVP 0').map(line => (line.startsWith('c=') ? `c=${value}` : line));

export const addressFamily: Rule = {
  id: 'sdp/address-family',
  title: 'IPv4 and IPv6 are mixed up',
  severity: 'error',
  references: [
    { rfc: 8866, section: '5.7' },
    { rfc: 6157, section: '4' },
  ],
  explanation:
    'A `c=` line says `IP4` or `IP6` and then an address of that kind. If the two disagree, nobody can send there. And where the offer has an address of one kind and the answer one of the other, the two cannot reach each other without a gateway between them.',
  quiet:
    'With ICE the candidates decide, and it is quiet about offer and answer. So it is for host names, for `0.0.0.0` and where a capture shows audio both ways. It is information where an offer was answered all the same.',
  bad: exampleCall({ transport: 'UDP', offer: connection('IN IP4 2001:db8::1'), status: 488 }),
  good: exampleCall({ transport: 'UDP', offer: connection('IN IP6 2001:db8::1'), status: 486 }),
  cures: [
    { gateway: 'rtpengine', setting: 'address-family=IP4' },
    { gateway: 'asterisk', setting: 'rtp_ipv6' },
  ],
  checkDescription: function* (one, call): Generator<Finding> {
    const contradictions = one.sdp.lines.filter(line => line.type === 'c' && contradicts(line));
    if (contradictions.length > 0) yield contradiction(one, call, contradictions);
    else yield* differing(one, call);
  },
};

const CONNECTION = /^IN[ \t]{1,8}(IP[46])[ \t]{1,8}([^\s/]{1,100})/;

/** Of what kind the address itself is; undefined for names and for what stands for no address. */
function familyOf(address: string): 'IP4' | 'IP6' | undefined {
  const kind = addressKind(address);
  if (kind === 'host name' || kind === 'mDNS' || kind === 'unspecified') return undefined;
  return address.includes(':') ? 'IP6' : 'IP4';
}

function contradicts(line: SdpLine): boolean {
  const match = CONNECTION.exec(line.value);
  const family = match ? familyOf(match[2]!) : undefined;
  return family !== undefined && family !== match![1];
}

function contradiction(one: Description, call: Call, lines: readonly SdpLine[]): Finding {
  const [line] = lines as [SdpLine];
  const [, said, address] = CONNECTION.exec(line.value)!;
  const right = familyOf(address!)!;
  const severity = textSeverity(one, call);
  return finding(addressFamily, {
    severity,
    message: one.message,
    span: line.span,
    places: lines.slice(1).map(other => other.span),
    text: `This line says ${said}, but ${address} is an address of ${right === 'IP6' ? 'IPv6' : 'IPv4'}. Nobody can send media there. Write ${right}, or the address that is meant.`,
    related: refusalPlace(one),
    fixes: [
      {
        title: `Write ${right} in the c= line`,
        safety: 'unsafe',
        message: one.message,
        edits: () =>
          lines.map(other => {
            const at = other.valueStart + other.value.indexOf('IP');
            return replace({ start: at, end: at + 3 }, familyOf(CONNECTION.exec(other.value)![2]!)!);
          }),
      },
    ],
    verdict: textVerdict(one, severity, 80, 'its SDP says IPv4 and has an IPv6 address, or the other way round'),
  });
}

/** An answer of the other kind than its offer, without ICE. */
function* differing(one: Description, call: Call): Generator<Finding> {
  const { other } = one;
  if (one.side !== 'answer' || !other || isIceUsed(one) || legBothWays(call, one.leg)) return;
  for (const section of one.sdp.media.filter(isActive)) {
    const offered = other.sdp.media[section.index];
    const [mine, theirs] = [connectionFor(one.sdp, section), offered && connectionFor(other.sdp, offered)];
    const [here, there] = [mine, theirs].map(line => familyOf(CONNECTION.exec(line?.value ?? '')?.[2] ?? ''));
    if (!mine || !offered || !isActive(offered) || !here || !there || here === there) continue;
    yield finding(addressFamily, {
      severity: 'warning',
      message: one.message,
      span: mine.span,
      text: `The answer wants media at an address of ${here === 'IP6' ? 'IPv6' : 'IPv4'}, the offer at one of ${there === 'IP6' ? 'IPv6' : 'IPv4'}. Unless both sides have both, no media flows. Have the gateway between them offer the kind that the other side has.`,
      related: relatedLine(other.message, theirs, 'the address in the offer'),
      verdict: { weight: 50, text: 'There may be no audio: one side wants it over IPv4, the other over IPv6.' },
    });
    return;
  }
}
