import type { SdpFact } from '../../sdp/fact';
import { lineFact } from '../../sdp/lines';
import { profileOf } from '../../sdp/profiles';
import type { MediaSection } from '../../sdp/types';

/** What an m= line means that is not for RTP: what is said of profiles and codecs does not count for it. */
const NOTES: readonly (Pick<SdpFact, 'browser' | 'sip' | 'reference'> & { readonly protocol: RegExp })[] = [
  {
    protocol: /^(?:UDPTL|UDP\/TLS\/UDPTL)$/i,
    browser: {
      text: 'A browser knows no fax: it rejects this section. The gateway has to turn the fax into sound.',
      settings: { rtpengine: ['T.38=decode'], asterisk: ['t38_udptl=no'] },
    },
    sip: {
      text: 'Adapters and trunks switch to it when they hear a fax; a side without T.38 answers port 0 or 488, and the fax goes on as sound.',
      settings: { asterisk: ['t38_udptl=yes'], freeswitch: ['fax_enable_t38=true'] },
    },
  },
  {
    protocol: /SCTP/i,
    browser: { text: 'A browser opens data channels with it.' },
    sip: { text: 'A phone rejects it with port 0 and takes the sound; some refuse the whole offer with 488.' },
    reference: { rfc: 8841, section: '4' },
  },
  {
    protocol: /MSRP/i,
    browser: { text: 'A browser knows no MSRP: it rejects this section.' },
    sip: { text: 'A phone without MSRP rejects it with port 0.' },
    reference: { rfc: 4975 },
  },
];

/** The row of an m= line whose section is not for RTP; undefined for RTP and for a line that cannot be read. */
export function otherMediaFact(section: MediaSection): SdpFact | undefined {
  if (section.protocol === '' || profileOf(section.protocol).rtp) return undefined;
  const row = lineFact('m')!;
  const notes = NOTES.find(one => one.protocol.test(section.protocol));
  return {
    ...row,
    explanation:
      'The kind of media, the port at which it is received, the transport, then the formats. The answer has the same sections as the offer, in the same order; port 0 rejects one.',
    reference: notes?.reference ?? row.reference,
    browser: notes?.browser,
    sip: notes?.sip,
    parts: { ...row.parts, payload: 'format of what is sent' },
  };
}
