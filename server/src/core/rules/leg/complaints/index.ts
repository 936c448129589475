import { asterisk } from './asterisk';
import { browser } from './browser';
import { freeswitch } from './freeswitch';
import { pjsip } from './pjsip';
import { rtpengine } from './rtpengine';
import type { Complaint } from './complaint';

/** The lines of logs that are understood, by the program that writes them. */
export const COMPLAINTS: readonly Complaint[] = [...freeswitch, ...asterisk, ...rtpengine, ...pjsip, ...browser];
