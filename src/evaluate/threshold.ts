/**
 * Average precision counts unsure candidates too, so predictions that are to be scored hold them. Below this there are
 * thousands a photo, which change it by less than 0.0001 (photos held back from training: .67836, and .67843 from 0.02).
 */
export const EVALUATION_THRESHOLD = 0.05;
