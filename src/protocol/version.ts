/** The protocol's number; a panel of another one is loaded anew. */
export const PROTOCOL = 1;
