/** What RTPEngine's log says of an offer, for the pages of rules: the flags as the dictionary has them, what went in and what came out. */
export function rtpengineLogOf(one: { flags: string; sdpIn: readonly string[]; sdpOut: readonly string[] }): string {
  const prefix = (time: string): string => `[1772359200.${time}] DEBUG: [example]: [control]`;
  return [
    `${prefix('250000')} Dump for 'offer' from 192.0.2.1:38400: { "sdp": "${one.sdpIn.join('\n')}`,
    `", ${one.flags}, "call-id": "example", "from-tag": "a", "command": "offer" }`,
    `${prefix('250900')} Response dump for 'offer' to 192.0.2.1:38400: { "sdp": "${one.sdpOut.join('\n')}`,
    '", "result": "ok" }',
    '',
  ].join('\n');
}
