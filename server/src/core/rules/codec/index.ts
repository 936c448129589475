import { noRtpmap } from './noRtpmap';
import { noneInCommon } from './noneInCommon';
import { opusOnly } from './opusOnly';
import { rtpmapOrphan } from './rtpmapOrphan';
import type { Rule } from '../types';

/** Codecs and payload types. */
export const codecRules: readonly Rule[] = [noneInCommon, opusOnly, noRtpmap, rtpmapOrphan];
