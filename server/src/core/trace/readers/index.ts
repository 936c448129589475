import type { Reader } from '../types';
import { bareSdp } from './bareSdp';
import { bareSip } from './bareSip';
import { sngrep } from './sngrep';

/** The forms that can be read. Framed forms first: their messages are bare SIP inside. */
export const readers: readonly Reader[] = [sngrep, bareSip, bareSdp];
