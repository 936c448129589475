import { SDP_LANGUAGE, TRACE_LANGUAGE } from '../../server/src/lsp/protocol';

/** A text that begins as a session description is one; anything else is read as a trace. */
export const languageOf = (text: string): string => (/^\s*v=0\s/.test(text.slice(0, 1000)) ? SDP_LANGUAGE : TRACE_LANGUAGE);
