import type { Reader } from '../types';
import { asteriskPjsip } from './asteriskPjsip';
import { bareSdp } from './bareSdp';
import { bareSip } from './bareSip';
import { baresip } from './baresipTrace';
import { captureText } from './captureText';
import { freeswitch } from './freeswitch';
import { jssipConsole } from './jssipConsole';
import { kamailioSipdump } from './kamailioSipdump';
import { ngrepByline } from './ngrepByline';
import { sippTraceMsg } from './sippTraceMsg';
import { sngrep } from './sngrep';

/** Forms with nothing around a message; what they read stands inside of the framed forms too. */
export const bareReaders: readonly Reader[] = [bareSip, bareSdp];

/** The forms that can be read, the framed ones first. */
export const readers: readonly Reader[] = [
  captureText,
  sngrep,
  ngrepByline,
  asteriskPjsip,
  freeswitch,
  kamailioSipdump,
  sippTraceMsg,
  baresip,
  jssipConsole,
  ...bareReaders,
];
