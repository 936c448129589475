import { type ExampleCall, exampleCall, exampleSdp } from '../example';

/** Keys of the examples: forty signs, as the usual suite needs. */
export const OFFERED_KEY = 'd0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj';
export const ANSWERED_KEY = 'NzB4d1BINUAvLEw6UzF3WSJ+PSdFcGdUJShpX1Zj';

export const OFFERED_CRYPTO = `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${OFFERED_KEY}`;
export const ANSWERED_CRYPTO = `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${ANSWERED_KEY}`;

/** A call on a SIP leg with SDES. */
export const exampleSdesCall = (
  offered: readonly string[] = [OFFERED_CRYPTO],
  answered: readonly string[] = [ANSWERED_CRYPTO],
  transport: ExampleCall['transport'] = 'UDP',
): string =>
  exampleCall({
    transport,
    offer: exampleSdp('m=audio 49170 RTP/SAVP 0', ...offered),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/SAVP 0', ...answered),
  });
