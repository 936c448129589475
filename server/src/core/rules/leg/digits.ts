import type { Message } from '../../call/types';
import { header } from '../../sip/message';

/** Body types by which digits are sent in INFO requests; none of them was ever a standard, and all are in use. */
const DIGITS = /^application\/(?:dtmf-relay|dtmf|vnd\.networks\.digit)\b/i;

/** Whether a request carries digits that somebody pressed. */
export const isDigits = (message: Message): boolean =>
  message.method === 'INFO' &&
  message.status === 0 &&
  DIGITS.test((message.sip && header(message.sip, 'content-type')?.value.trim()) ?? '');
