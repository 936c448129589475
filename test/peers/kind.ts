/** A codec's name with what may stand behind it, a number, an address, a quoted name. */
const DETAIL = /\b(?:opus|PCM[UA]|G72\d|iLBC|VP\d|H264|red|rtx|telephone-event|CN)(?:\/\d+(?:\/\d)?)?(?: \(\d+\))?|"[^"]*"|\b[\d.]+\b/g;

/** Which fixes are the same one: `Use the number of the offer (101)` and `… (111)`, `Take opus out` and `Take rtx and red out`. */
export const kindOf = (rule: string, fix: string): string =>
  `${rule}: ${fix
    .replace(DETAIL, '…')
    .replace(/…(?:(?:,| and) …)+/g, '…')
    .replace('types', 'type')}`;
