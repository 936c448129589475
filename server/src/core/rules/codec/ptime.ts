import type { Description } from '../../call/types';
import { replace } from '../../rewrite/edit';
import { attributesIn } from '../../sdp/description';
import type { MediaSection, SdpLine } from '../../sdp/types';
import type { Span } from '../../text/span';
import { exampleCall, exampleSdp } from '../example';
import { refusalOf, relatedLine, relatedReply, rtpSections } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { codecsIn } from './support';

const withLines = (...lines: string[]): string =>
  exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0', ...lines),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0', 'a=ptime:20'),
  });

export const ptime: Rule = {
  id: 'codec/ptime',
  title: 'Packet length that cannot be, or that phones do not expect',
  severity: 'warning',
  references: [
    { rfc: 8866, section: '6.4' },
    { rfc: 8866, section: '6.5' },
    { rfc: 3264, section: '6.1' },
  ],
  explanation:
    '`a=ptime` says how many milliseconds of sound this side would like in a packet, `a=maxptime` how many it can take. 20 is usual. A value that is no number or longer than the maximum tells the other side nothing. Phones and trunks with G.711 often take no more than 20 to 40 ms: longer packets are cut, or played with gaps. Where the two sides ask for different lengths, each may send what the other asks for; gateways that expect one length for both get it wrong.',
  quiet:
    'It is a warning where the value contradicts itself and no answer shows that it was taken, and where a long packet time was refused; otherwise information. Different lengths in offer and answer are information, as each side may choose its own.',
  bad: withLines('a=ptime:60', 'a=maxptime:40'),
  good: withLines('a=ptime:20', 'a=maxptime:40'),
  cures: [
    { gateway: 'rtpengine', setting: 'ptime=20 ptime-reverse=20' },
    { gateway: 'asterisk', setting: 'use_ptime=yes' },
    { gateway: 'freeswitch', setting: 'absolute_codec_string=PCMU@20i,PCMA@20i' },
  ],
  attributes: ['ptime', 'maxptime'],
  checkDescription: function* (one) {
    for (const section of rtpSections(one.sdp)) {
      const found = section.media === 'audio' ? check(one, section) : undefined;
      if (found) yield found;
    }
  },
};

/** Milliseconds that G.711 phones and trunks take without complaint. */
const LONGEST_USUAL = 40;

function check(one: Description, section: MediaSection): Finding | undefined {
  const time = millisecondsOf(section, 'ptime');
  const most = millisecondsOf(section, 'maxptime');
  const answered = one.side === 'offer' && one.exchange.answer !== undefined;
  for (const bad of [time, most]) {
    if (bad && !(bad.value > 0)) {
      return told(
        one,
        bad,
        answered ? 'info' : 'warning',
        `a=${bad.line.attribute} needs a number of milliseconds above 0. The other side can only guess the packet length: most take 20.`,
      );
    }
  }
  if (!time) return undefined;
  if (most && time.value > most.value) {
    const text = `a=ptime:${time.text} asks for longer packets than a=maxptime:${most.text} allows. The other side cannot do both: write a packet time of at most ${most.text} ms.`;
    return told(one, time, answered ? 'info' : 'warning', text, relatedLine(one.message, most.line, 'the maximum of this side'));
  }
  const refusal = refusalOf(one);
  if (one.leg.kind === 'sip' && time.value > LONGEST_USUAL && codecsIn(one, section).some(codec => /^pcm[au]$/i.test(codec.name))) {
    const text = `Packets of ${time.text} ms are asked for. Phones and trunks with G.711 expect 20 to ${LONGEST_USUAL} ms; some refuse longer packets, or play them with gaps. Ask for 20.`;
    return told(one, time, refusal ? 'warning' : 'info', text, relatedReply(refusal, `the offer was refused with ${refusal?.status}`));
  }
  const opposite = one.side === 'answer' && !one.message.edited ? one.other?.sdp.media[section.index] : undefined;
  const theirs = opposite && millisecondsOf(opposite, 'ptime');
  if (!theirs || !(theirs.value > 0) || theirs.value === time.value) return undefined;
  const text = `The answer asks for packets of ${time.text} ms, the offer for ${theirs.text} ms. Each side may send what the other asks for, but a gateway that expects one length for both directions gets it wrong.`;
  return told(one, time, 'info', text, relatedLine(one.other!.message, theirs.line, 'what the offer asks for'));
}

interface Milliseconds {
  readonly line: SdpLine;
  readonly text: string;
  readonly value: number;
  readonly span: Span;
}

/** The value of a=ptime or a=maxptime: an integer, or a number with a fraction (RFC 8866 section 9). NaN where it is neither. */
function millisecondsOf(section: MediaSection, name: 'ptime' | 'maxptime'): Milliseconds | undefined {
  const line = attributesIn(section.lines, name)[0];
  if (!line) return undefined;
  const text = (line.attributeValue ?? '').trim().slice(0, 40);
  const start = line.attributeValueStart ?? line.span.end;
  const span = text === '' ? line.span : { start, end: start + text.length };
  return { line, text, span, value: /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN };
}

const told = (
  one: Description,
  { line, span }: Milliseconds,
  severity: 'info' | 'warning',
  text: string,
  related: Finding['related'] = [],
): Finding =>
  finding(ptime, {
    severity,
    message: one.message,
    span,
    text,
    related,
    fixes: [
      {
        title: `Write a=${line.attribute}:20`,
        safety: 'unsafe',
        message: one.message,
        edits: () => [replace(line.span, `a=${line.attribute}:20`)],
      },
    ],
  });
