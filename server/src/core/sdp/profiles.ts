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

/** Reads a profile name; case does not matter to us, as some stacks write it in lower case. */
export function profileOf(protocol: string): Profile {
  const upper = protocol.toUpperCase();
  const rtp = /(^|\/)S?AVPF?$/.test(upper);
  return {
    rtp,
    dtls: /(^|\/)TLS\//.test(upper) || upper.includes('DTLS'),
    secure: /\/SAVPF?$/.test(upper),
    feedback: /AVPF$/.test(upper),
  };
}
