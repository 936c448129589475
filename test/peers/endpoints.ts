import type { Peer, Question } from './types';

/** The same endpoint in another version is the same endpoint: `baresip 1.0.0 with ICE` is `baresip with ICE`. */
export const withoutVersion = (name: string): string => name.replace(/ \d[\w.~+-]*/, '');

/** How a description wants its media to be carried. */
type Transport = 'RTP' | 'SDES' | 'DTLS-SRTP' | 'other';

/** The first audio section that is in use, with what the session says for it. */
function audioOf(sdp: string): string | undefined {
  const [session = '', ...media] = sdp.split(/^(?=m=)/m);
  const section = media.find(one => /^m=audio [1-9]/.test(one));
  return section && section + session;
}

function transportOf(audio: string): Transport {
  if (/^m=\S+ \S+ RTP\/AVP /.test(audio)) return 'RTP';
  if (/^m=\S+ \S+ RTP\/SAVP /.test(audio)) {
    if (/^a=fingerprint:/m.test(audio)) return 'DTLS-SRTP';
    // None of them has another suite.
    return /^a=crypto:.*HMAC/m.test(audio) && !/^a=crypto:\d+ AES_CM_128_HMAC_SHA1_/m.test(audio) ? 'other' : 'SDES';
  }
  return /^m=\S+ \S+ UDP\/TLS\/RTP\/SAVPF? /.test(audio) ? 'DTLS-SRTP' : 'other';
}

/**
 * Whether an endpoint is a judge of a description: a phone that demands SRTP is none of plain RTP, nor the other way round, and a phone
 * without G.729 none of that. It is asked of the description after a fix; what was wrong before may be exactly that.
 */
export function isJudgeOf({ leg, name }: Pick<Peer, 'leg' | 'name'>, { side, sdp, offer }: Question): boolean {
  if (leg === 'webrtc') return true;
  const audio = audioOf(sdp);
  // Without audio, what remains is whether the description can be read.
  if (!audio) return true;
  if (!speaks(name).includes(transportOf(audio))) return false;
  if (/with ICE/.test(name)) return /^a=ice-ufrag:/m.test(audio);
  if (side === 'offer' || !/^baresip/.test(name)) return /^m=\S+ \S+ \S+(?: \d+)* [08]\b/.test(audio);
  // Its own offer is one audio section with the codecs that it has, and keys with the tag 1.
  const sections = offer?.match(/^m=/gm)?.length ?? 1;
  return sections === 1 && !/^a=crypto:(?!1 )/m.test(offer ?? '') && hasCodec(audio);
}

/** Whether baresip has the first codec of a section. */
function hasCodec(audio: string): boolean {
  const first = /^m=\S+ \S+ \S+ (\d+)/.exec(audio)?.[1] ?? '';
  const name = new RegExp(`^a=rtpmap:${first} ([^/\\s]+)`, 'm').exec(audio)?.[1] ?? first;
  return /^(0|3|8|9|PCM[UA]|GSM|G722|opus)$/i.test(name);
}

function speaks(name: string): Transport[] {
  if (/SDES optional/.test(name)) return ['RTP', 'SDES'];
  if (/SDES/.test(name)) return ['SDES'];
  return /DTLS/.test(name) ? ['DTLS-SRTP'] : ['RTP'];
}
