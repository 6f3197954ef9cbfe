/** The cache that the page and its service worker share. What is in it has addresses that change with the content. */
export const CACHE = 'farface';
