import { answerAdds } from './answerAdds';
import { dtmfClockRate } from './dtmfClockRate';
import { dtmfEvents } from './dtmfEvents';
import { g722ClockRate } from './g722ClockRate';
import { g729Annexb } from './g729Annexb';
import { h264Parameters } from './h264Parameters';
import { noDtmf } from './noDtmf';
import { noG711 } from './noG711';
import { noRtpmap } from './noRtpmap';
import { noneForBrowser } from './noneForBrowser';
import { noneInCommon } from './noneInCommon';
import { opusOnly } from './opusOnly';
import { opusRtpmap } from './opusRtpmap';
import { packingDiffers } from './packingDiffers';
import { payloadTypeDiffers } from './payloadTypeDiffers';
import { payloadTypeReused } from './payloadTypeReused';
import { payloadTypeRtcpMux } from './payloadTypeRtcpMux';
import { ptime } from './ptime';
import { repairWithoutCodec } from './repairWithoutCodec';
import { rtpmapOrphan } from './rtpmapOrphan';
import { staticReassigned } from './staticReassigned';
import { tooManyFormats } from './tooManyFormats';
import { videoRefused } from './videoRefused';
import type { Rule } from '../types';

/** Codecs and payload types. */
export const codecRules: readonly Rule[] = [
  noneInCommon,
  noneForBrowser,
  opusOnly,
  noG711,
  opusRtpmap,
  g722ClockRate,
  noRtpmap,
  rtpmapOrphan,
  staticReassigned,
  payloadTypeRtcpMux,
  payloadTypeReused,
  payloadTypeDiffers,
  answerAdds,
  dtmfClockRate,
  noDtmf,
  dtmfEvents,
  ptime,
  packingDiffers,
  g729Annexb,
  h264Parameters,
  repairWithoutCodec,
  videoRefused,
  tooManyFormats,
];
