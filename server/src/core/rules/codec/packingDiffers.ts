import type { Description } from '../../call/types';
import { insertAfter, replace } from '../../rewrite/edit';
import { type Codec, codecKey } from '../../sdp/codecs';
import { type Fmtp, fmtpsIn, type FormatParameter, parameterOf } from '../../sdp/fmtp';
import type { MediaSection } from '../../sdp/types';
import { exampleCall, exampleSdp } from '../example';
import { type Finding, finding, type Fix, type Rule, type Severity } from '../types';
import { type Answered, answeredSections } from './support';

/** A parameter on which both sides of a codec must agree, as it decides how the bytes of a packet are laid out. */
interface Layout {
  readonly codecs: readonly string[];
  readonly parameter: string;
  /** What it is when it is left out. */
  readonly usual: string;
  readonly severity: Severity;
  readonly happens: string;
}

const LAYOUTS: readonly Layout[] = [
  {
    codecs: ['amr', 'amr-wb'],
    parameter: 'octet-align',
    usual: '0',
    severity: 'warning',
    happens:
      'One side packs its frames to whole bytes and the other does not: what arrives is noise or nothing. The answer must have the value of the offer, or leave this format out.',
  },
  {
    codecs: ['ilbc'],
    parameter: 'mode',
    usual: '30',
    severity: 'info',
    happens: 'Then both sides must use frames of 30 ms. A side that keeps to its own length is not understood.',
  },
];

const amrCall = (answer: string): string =>
  exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 97', 'a=rtpmap:97 AMR/8000', 'a=fmtp:97 octet-align=1'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 97', 'a=rtpmap:97 AMR/8000', `a=fmtp:97 ${answer}`),
  });

export const packingDiffers: Rule = {
  id: 'codec/packing-differs',
  title: 'The two sides pack AMR or iLBC differently',
  severity: 'warning',
  references: [
    { rfc: 4867, section: '8.1' },
    { rfc: 4867, section: '8.3.1' },
    { rfc: 3952, section: '5' },
  ],
  explanation:
    'AMR has two layouts of its packets: aligned to whole bytes (`octet-align=1`) or not (`octet-align=0`, also when nothing is said). iLBC has frames of 20 or 30 ms (`mode`; 30 when nothing is said). Offer and answer name the same codec, but with another layout what one side sends cannot be unpacked by the other.',
  quiet:
    'Where the offer has a codec several times with different layouts, one that fits is enough. For iLBC it is information: where the two differ, both must use 30 ms.',
  bad: amrCall('octet-align=0'),
  good: amrCall('octet-align=1; mode-set=0,2,5,7'),
  cures: [],
  attributes: ['fmtp', 'rtpmap'],
  checkDescription: function* (one) {
    for (const answered of answeredSections(one)) {
      const packed = answered.mine.filter(layoutOf);
      if (packed.length === 0) continue;
      const parameters = { here: fmtpsIn(answered.section), there: fmtpsIn(answered.offered) };
      for (const codec of packed) {
        const found = check(one, answered, codec, parameters);
        if (found) yield found;
      }
    }
  },
};

const layoutOf = (codec: Codec): Layout | undefined => LAYOUTS.find(layout => layout.codecs.includes(codec.lower));

/** The a=fmtp lines of the section of the answer and of the offer. */
interface Parameters {
  readonly here: ReturnType<typeof fmtpsIn>;
  readonly there: ReturnType<typeof fmtpsIn>;
}

const valueIn = (fmtp: Fmtp | undefined, layout: Layout): { value: string; parameter?: FormatParameter } => {
  const parameter = parameterOf(fmtp, layout.parameter);
  return { value: parameter?.value ?? layout.usual, parameter };
};

function check(one: Description, { section, theirs }: Answered, codec: Codec, parameters: Parameters): Finding | undefined {
  const layout = layoutOf(codec)!;
  const fmtp = parameters.here(codec.payloadType);
  const here = valueIn(fmtp, layout);
  const same = theirs.filter(other => codecKey(other) === codecKey(codec));
  const wanted = same.map(other => ({ other, ...valueIn(parameters.there(other.payloadType), layout) }));
  const [first] = wanted;
  if (!first || wanted.some(({ value }) => value === here.value)) return undefined;
  return finding(packingDiffers, {
    severity: layout.severity,
    message: one.message,
    span: here.parameter?.span ?? codec.rtpmap?.span ?? codec.format.span,
    text: `${codec.name} has ${layout.parameter}=${first.value} in the offer and ${layout.parameter}=${here.value} in the answer${here.parameter ? '' : ' (the value when nothing is said)'}. ${layout.happens}`,
    related: [
      {
        message: one.other!.message,
        span: first.parameter?.span ?? first.other.rtpmap?.span ?? first.other.format.span,
        text: `the offer: ${layout.parameter}=${first.value}${first.parameter ? '' : ', as nothing is said'}`,
      },
    ],
    fixes: [fix(one, section, codec, fmtp, layout, first.value)],
  });
}

function fix(one: Description, section: MediaSection, codec: Codec, fmtp: Fmtp | undefined, layout: Layout, value: string): Fix {
  const setting = `${layout.parameter}=${value}`;
  const written = parameterOf(fmtp, layout.parameter);
  return {
    title: `Answer ${setting}`,
    safety: 'unsafe',
    message: one.message,
    edits: () => {
      if (written) return [replace(written.span, setting)];
      if (fmtp && fmtp.text !== '') return [replace({ start: fmtp.textSpan.start, end: fmtp.textSpan.start }, `${setting}; `)];
      if (fmtp) return [replace(fmtp.line.span, `a=fmtp:${codec.payloadType} ${setting}`)];
      return [insertAfter(codec.rtpmap ?? section.line, `a=fmtp:${codec.payloadType} ${setting}`)];
    },
  };
}
