import type { Reader } from '../types';
import { browserConsole } from './browserConsole';

/** A browser's console with SIP.js: date, part of the library, maybe a label, words. An application may print these in its own way. */
export const sipjsConsole: Reader = browserConsole(
  'sipjs-console',
  'browser console (SIP.js)',
  String.raw`\bsip\.[Tt]ransport(?:"|\])?(?: \||:| -)?(?: [^\s|]{1,64} \|)?`,
);
