import { config } from 'zod';

// Before anything is validated: zod would try whether it may compile its schemas, which the page's policy forbids, and browsers
// would report that.
config({ jitless: true });
