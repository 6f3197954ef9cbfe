/** What goes with every enhanced face, wherever a person sees it. */
export const IMAGINED =
  'Enhanced faces are imagined by a network. Their details were never photographed and prove nothing about identity.';
