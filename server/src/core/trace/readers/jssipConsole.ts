import type { Reader } from '../types';
import { browserConsole } from './browserConsole';

/** A browser's console with JsSIP's debug on; the old JsSIP wrote bars between its words. */
export const jssipConsole: Reader = browserConsole(
  'jssip-console',
  'browser console (JsSIP)',
  String.raw`JsSIP:Transport|JsSIP \| TRANSPORT \|`,
);
