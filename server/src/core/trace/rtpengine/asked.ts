import type { NgFlag } from '../types';

const LISTS = /^(?:rtcp-mux|SDES|OSRTP|BUNDLE|replace|T\.38|endpoint-learning)$/;
/** Keys that the daemon takes in other letters too, and how its documentation writes them. */
const SPELLINGS: Readonly<Record<string, string>> = {
  ice: 'ICE',
  'ice-lite': 'ICE-lite',
  dtls: 'DTLS',
  'dtls-fingerprint': 'DTLS-fingerprint',
  'dtls-reverse': 'DTLS-reverse',
  sdes: 'SDES',
  osrtp: 'OSRTP',
  bundle: 'BUNDLE',
  T38: 'T.38',
  t38: 'T.38',
  't.38': 'T.38',
  'RTCP-mux': 'rtcp-mux',
  'generate-rtcp': 'generate-RTCP',
  codecs: 'codec',
};

/**
 * A flag as it is written in a proxy's script, whatever form the dictionary has it in: `ICE=remove`, `rtcp-mux-demux`, `RTP/AVP`,
 * `codec-mask-opus`, `trust-address`. Of a value that is misspelt too.
 */
export function asWritten({ key, text }: NgFlag): string {
  const name = key === 'rtpp_flags' ? 'rtpp-flags' : key.replace(/ /g, '-');
  const known = Object.hasOwn(SPELLINGS, name) ? SPELLINGS[name]! : name;
  if (/^(?:flags|rtpp-flags)$/.test(known)) return text.replace(/ /g, '-');
  if (known === 'transport-protocol') return text;
  if (LISTS.test(known)) return `${known}-${text.replace(/ /g, '-')}`;
  const codec = /^codecs?[.-](.+)$/.exec(known);
  return codec ? `codec-${codec[1]}-${text}` : `${known}=${text}`;
}
