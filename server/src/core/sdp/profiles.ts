/** What a transport profile of an m= line asks for (RFC 3551, 3711, 4585, 5124, 5764). */
export interface Profile {
  /** SRTP keys come from a DTLS handshake. */
  readonly dtls: boolean;
  /** SRTP. */
  readonly secure: boolean;
  /** RTP with early feedback: the F of AVPF. */
  readonly feedback: boolean;
  /** RTP at all. */
  readonly rtp: boolean;
}

/** What a profile name says; case does not matter to us, as some stacks write it in lower case. */
export const profileOf = (protocol: string): Profile => USUAL.get(protocol) ?? read(protocol);

function read(protocol: string): Profile {
  const upper = protocol.toUpperCase();
  const rtp = /(^|\/)S?AVPF?$/.test(upper);
  return {
    rtp,
    dtls: /(^|\/)TLS\//.test(upper) || upper.includes('DTLS'),
    secure: /\/SAVPF?$/.test(upper),
    feedback: /AVPF$/.test(upper),
  };
}

/** Rules ask for these a hundred times for each section. */
const USUAL: ReadonlyMap<string, Profile> = new Map(
  ['RTP/AVP', 'RTP/SAVP', 'RTP/AVPF', 'RTP/SAVPF', 'UDP/TLS/RTP/SAVPF', 'UDP/TLS/RTP/SAVP'].map(name => [name, read(name)]),
);
