import type { Description } from '../../call/types';
import { attributeFor, isActive } from '../../sdp/description';
import { profileOf } from '../../sdp/profiles';
import type { SdpLine } from '../../sdp/types';
import { asWritten } from '../../trace/rtpengine/asked';
import { flagMeaning } from '../../trace/rtpengine/flags';
import { exampleBrowserAudio, exampleSdp } from '../example';
import { list, rtpSections, spansOf } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { ngCommandOf } from './ngCommand';
import { rtpengineLogOf } from './rtpengineExample';

const IN = exampleBrowserAudio('actpass');
const ASKED = '"ICE": "remove", "rtcp-mux": [ "demux" ], "transport-protocol": "RTP/AVP"';

export const flagWithoutEffect: Rule = {
  id: 'leg/flag-without-effect',
  title: 'RTPEngine was asked for something else than what came out',
  severity: 'warning',
  references: [],
  explanation:
    'RTPEngine’s log at debug level has the SDP that went in, the flags that came with it, and the SDP that came out. Here the flags say one thing and the SDP that came out another: `ICE=remove`, and there is ICE all the same. Then another flag took the first one back, something behind RTPEngine or a template in its configuration speaks another word, or it remembers an earlier offer or answer of the same call.',
  quiet:
    'It looks at offers, and for `ICE=remove` at answers too, since RTPEngine answers as it was offered. It says nothing where flags contradict each other, where what came out was edited, where the section is turned off, and where one of the flags says that all is different (a template, OSRTP, T.38, force-relay).',
  bad: rtpengineLogOf({
    flags: ASKED,
    sdpIn: IN,
    sdpOut: exampleSdp('m=audio 30000 RTP/AVP 0', 'a=ice-ufrag:kPq1', 'a=ice-pwd:q5LxVbZ0T2uE8rNsY1wDc3aF'),
  }),
  good: rtpengineLogOf({ flags: ASKED, sdpIn: IN, sdpOut: exampleSdp('m=audio 30000 RTP/AVP 0') }),
  cures: [],
  checkDescription: function* (one, call) {
    const command = ngCommandOf(one, call);
    const flags = command?.envelope.ng?.flags ?? [];
    if (!command || flags.length === 0 || one.message.edited) return;
    const asked = new Map(flags.map(flag => [asWritten(flag), flag]));
    const words = [...asked.keys()];
    if (words.some(word => /^(?:template=|OSRTP-|T\.?38|ICE=force[-_ ]relay|sdp-attr|media=)/.test(word))) return;
    for (const [word, flag] of asked) {
      const check = CHECKS.find(({ when }) => when.test(word));
      if (!check || (one.side === 'answer' && !check.answers)) continue;
      if (words.some(other => other !== word && check.unless.test(other))) continue;
      const lines = check.against(one, word);
      if (lines.length > 0) yield found(one, lines, { word, command, span: flag.span });
    }
  },
};

interface Check {
  readonly when: RegExp;
  /** Other words that ask for the contrary. */
  readonly unless: RegExp;
  /** It holds for answers as well. */
  readonly answers?: true;
  /** Lines of what came out that show the contrary. */
  readonly against: (one: Description, word: string) => readonly SdpLine[];
}

const attributes = (one: Description, pattern: RegExp): SdpLine[] =>
  one.sdp.lines.filter(line => pattern.test(line.attribute ?? '') && (line.section < 0 || isActive(one.sdp.media[line.section]!)));

/** m= lines of sections that should have an attribute and have none. */
const without = (one: Description, attribute: string): SdpLine[] =>
  rtpSections(one.sdp)
    .filter(section => !attributeFor(one.sdp, section, attribute))
    .map(section => section.line);

const CHECKS: readonly Check[] = [
  {
    when: /^ICE=remove$/,
    unless: /^ICE=|^webrtc$/i,
    answers: true,
    against: one => attributes(one, /^(?:ice-ufrag|ice-pwd|candidate)$/),
  },
  {
    when: /^(?:RTP\/S?AVPF?|UDP\/TLS\/RTP\/SAVPF?)$/i,
    unless: /^(?:RTP\/S?AVPF?|UDP\/TLS\/RTP\/SAVPF?|webrtc)$/i,
    against: (one, word) =>
      rtpSections(one.sdp)
        .filter(section => profileOf(section.protocol).rtp && section.protocol.toUpperCase() !== word.toUpperCase())
        .map(section => section.line),
  },
  {
    when: /^DTLS=(?:off|no|disabled?)$/,
    unless: /^DTLS=(?:active|passive)$|TLS\/|^webrtc$/i,
    against: one => attributes(one, /^fingerprint$/),
  },
  { when: /^SDES-(?:off|no|disabled?)$/, unless: /^SDES-(?:only|nonew|order)|^RTP\/SAVPF?$/, against: one => attributes(one, /^crypto$/) },
  { when: /^rtcp-mux-demux$/, unless: /^rtcp-mux-|^webrtc$/i, against: one => attributes(one, /^rtcp-mux$/) },
  { when: /^rtcp-mux-(?:offer|require)$/, unless: /^rtcp-mux-(?:demux|reject)$/, against: one => without(one, 'rtcp-mux') },
  { when: /^generate-mid$/, unless: /^$/, against: one => without(one, 'mid') },
  {
    when: /^codec-(?:strip|mask)-[\w.-]{2,32}$/,
    unless: /^(?:codec-)?(?:offer|except|transcode|accept)-/,
    against: (one, word) => {
      const name = word.replace(/^codec-(?:strip|mask)-/, '');
      return one.codecs.flatMap(codecs =>
        codecs.filter(codec => codec.lower === name.toLowerCase() && codec.rtpmap).map(codec => codec.rtpmap!),
      );
    },
  },
];

function found(
  one: Description,
  lines: readonly SdpLine[],
  asked: { word: string; command: Description['message']; span: Finding['span'] },
): Finding {
  const [first, ...more] = lines;
  const missing = first!.type === 'm' && /^(?:rtcp-mux|generate)-/.test(asked.word);
  const shown = list([...new Set(lines.map(line => (line.type === 'm' ? (line.text.split(' ')[2] ?? '') : `a=${line.attribute}`)))]);
  const meaning = flagMeaning(asked.word);
  return finding(flagWithoutEffect, {
    message: one.message,
    span: first!.span,
    places: spansOf(more),
    text: `RTPEngine was asked for ${asked.word}${meaning ? ` (${meaning.replace(/\.$/, '')})` : ''}, but what came out ${missing ? 'has none of it' : `has ${shown}`}. ${reason(asked.word)}`,
    related: [{ message: asked.command, span: asked.span, inRecord: true, text: `asked for ${asked.word}` }],
  });
}

const reason = (word: string): string =>
  word.startsWith('codec-')
    ? 'The names of codecs count upper and lower case there: write it as the a=rtpmap line does.'
    : 'Look for another flag of the same command or a template that says the contrary, and whether the daemon is as new as the flag; where the party changed during the call, add reset.';
