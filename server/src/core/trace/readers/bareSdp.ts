import { collectSdp } from '../collect';
import type { Reader } from '../types';

/** Session descriptions without any SIP (RFC 8866), one or several, each begun by its v= line. */
export const bareSdp: Reader = {
  format: 'bare-sdp',
  title: 'SDP',
  boundary: /^v=0[ \t]*$/gm,
  read: lines => collectSdp(lines, {}),
};
