import type { Rule } from '../types';
import { allRejected } from './allRejected';
import { answerChanged } from './answerChanged';
import { answerDirection } from './answerDirection';
import { answerRefused } from './answerRefused';
import { callGone } from './callGone';
import { echoedAnswer } from './echoedAnswer';
import { faxToBrowser } from './faxToBrowser';
import { forkedAnswers } from './forkedAnswers';
import { noAnswer } from './noAnswer';
import { noAnswerInAck } from './noAnswerInAck';
import { noOfferToBrowser } from './noOfferToBrowser';
import { offerTooSoon } from './offerTooSoon';
import { profileMismatch } from './profileMismatch';
import { offerWithoutMedia } from './offerWithoutMedia';
import { refused } from './refused';
import { refusedByBrowser } from './refusedByBrowser';
import { rejectedSectionAnswered } from './rejectedSectionAnswered';
import { sectionCount } from './sectionCount';
import { sectionOrder } from './sectionOrder';
import { sectionsDropped } from './sectionsDropped';
import { stillOnHold } from './stillOnHold';
import { unchangedVersion } from './unchangedVersion';

/** Offer and answer. */
export const exchangeRules: readonly Rule[] = [
  profileMismatch,
  sectionCount,
  sectionOrder,
  answerDirection,
  rejectedSectionAnswered,
  allRejected,
  echoedAnswer,
  answerRefused,
  answerChanged,
  forkedAnswers,
  noAnswerInAck,
  noOfferToBrowser,
  faxToBrowser,
  sectionsDropped,
  unchangedVersion,
  stillOnHold,
  offerTooSoon,
  refused,
  refusedByBrowser,
  offerWithoutMedia,
  callGone,
  noAnswer,
];
