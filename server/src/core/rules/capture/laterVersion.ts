import { laterVersion } from '../../trace/evidence/version';
import { HEALTHY_PHONE_CALL } from '../media/example';
import type { Rule } from '../types';

export const laterEvidence: Rule = {
  id: 'capture/later-version',
  title: 'The evidence lines are of a later version',
  severity: 'info',
  references: [],
  explanation:
    'The text was saved by a later version of SIP Trace. Its messages are read, but not its evidence lines, so nothing is said of transports and media. Update to read them.',
  quiet: 'Evidence lines of a version that is known, and texts without them.',
  bad: HEALTHY_PHONE_CALL.replace('# sip-trace: evidence 1', '# sip-trace: evidence 99'),
  good: HEALTHY_PHONE_CALL,
  cures: [],
  checkTrace: trace => {
    const later = laterVersion(trace);
    return (
      later &&
      `The evidence lines of this text have version ${later.version}, which is not known here. They were not read, so nothing is said of the media. Update SIP Trace.`
    );
  },
};
