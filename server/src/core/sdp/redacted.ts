/** Signs that stand in no key and no hash, a run of one sign, and words that people put in place of a secret. */
const REDACTED = /[*.…<>[\](){}#?]|(.)\1{5}|remov|redact|mask|hidden|secret|omit|delet|crypto|key|xx:xx/i;

/** Whether a key or hash was taken out before the trace was shown to others: `****`, `<removed>`, `XXXXXXXX`, nothing at all. */
export const looksRedacted = (text: string): boolean => text.trim() === '' || REDACTED.test(text);
