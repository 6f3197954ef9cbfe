// A decoder of HEIC as a user's page would bundle it, in a file of its own.
export { default } from 'heic-decode';
