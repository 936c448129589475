import type { Description } from '../../../call/types';
import { attributeFor, attributesIn, isActive } from '../../../sdp/description';
import { profileOf } from '../../../sdp/profiles';
import type { SdpLine } from '../../../sdp/types';
import { byteLength } from '../../../trace/collect';
import { rtpSections } from '../../support';

/** What a program writes into its log when it does not like a description. */
export interface Complaint {
  readonly program: 'FreeSWITCH' | 'Asterisk' | 'RTPEngine' | 'PJSIP' | 'The browser';
  /** The part of the line that is the same every time. */
  readonly words: string;
  /** What of the line tells more: the groups are given to `about`. It begins with the words or has them in it. */
  readonly detail?: RegExp;
  /** What it means, and what to do. */
  readonly means: string;
  /** The line of the description that it is about; undefined where this description gives no reason for it. */
  readonly about: (one: Description, detail: readonly string[]) => SdpLine | undefined;
  /** The rule whose page says more. */
  readonly rule?: string;
  /** What failed came after the answer, so an answer proves nothing. */
  readonly late?: true;
  /** The program goes on all the same. */
  readonly goesOn?: true;
  /** The rule finds it from the description alone, as an error: then the log only bears it out. */
  readonly known?: true;
}

type About = Complaint['about'];

export const firstMedia: About = ({ sdp }) => sdp.media.find(isActive)?.line ?? sdp.media[0]?.line;
export const attribute =
  (name: string, value?: RegExp): About =>
  ({ sdp }) =>
    sdp.lines.find(line => line.attribute === name && (value?.test(line.attributeValue ?? '') ?? true));
export const sectionWithout =
  (name: string): About =>
  ({ sdp }) =>
    rtpSections(sdp).find(section => !attributeFor(sdp, section, name))?.line;
/** `about` for an answer only. */
export const inAnswer =
  (about: About): About =>
  (one, detail) =>
    one.side === 'answer' ? about(one, detail) : undefined;
export const mediaOf: About = ({ sdp }, [kind]) =>
  sdp.media.find(section => section.media === (kind ?? 'audio') && isActive(section))?.line;
export const sectionWithoutAddress: About = ({ sdp }) =>
  sdp.session.some(line => line.type === 'c')
    ? undefined
    : sdp.media.find(section => isActive(section) && !section.lines.some(line => line.type === 'c'))?.line;
export const withoutRtpmap: About = one =>
  one.sdp.media.find(
    (section, index) => isActive(section) && one.codecs[index]?.some(codec => Number(codec.payloadType) >= 96 && !codec.rtpmap),
  )?.line;
export const cryptoInPlainProfile: About = ({ sdp }) =>
  sdp.media
    .filter(section => isActive(section) && !profileOf(section.protocol).secure)
    .map(section => attributesIn(section.lines, 'crypto')[0])
    .find(line => line !== undefined);
export const sectionWithoutKeys: About = ({ sdp }) =>
  rtpSections(sdp).find(section => attributesIn(section.lines, 'crypto').length === 0)?.line;
export const fingerprintOf: About = ({ sdp }, [hash = '']) =>
  sdp.lines.find(line => line.attribute === 'fingerprint' && line.attributeValue?.toLowerCase().startsWith(hash.toLowerCase()));
export const withValue =
  (name: string): About =>
  ({ sdp }, [value = '']) =>
    sdp.lines.find(line => line.attribute === name && line.attributeValue?.trim() === value.trim());
export const atOffset: About = ({ sdp }, [offset = '']) => {
  // The daemon counts bytes, and a line ends with CRLF on the wire.
  let position = 0;
  return sdp.lines.find(line => {
    position += byteLength(line.text) + 2;
    return position > Number(offset);
  });
};
export const payloadType: About = ({ sdp }, [type = '', number = '']) => {
  const section = sdp.media[Number(number) - 1];
  return (
    section && (section.lines.find(line => line.attribute === 'rtpmap' && line.attributeValue?.startsWith(`${type} `)) ?? section.line)
  );
};
export const mid: About = ({ sdp }, [value]) =>
  sdp.lines.find(line => line.attribute === 'mid' && (value === undefined || line.attributeValue === value)) ??
  sdp.lines.find(line => line.attribute === 'group');

export const hasIce = ({ sdp }: Description): boolean =>
  sdp.lines.some(line => line.attribute === 'ice-ufrag' || line.attribute === 'candidate');
