import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitepress';

const guide = [
  ['Find faces', 'detect'],
  ['Hide them in photos', 'redact'],
  ['Hide them in videos', 'video'],
  ['By eye and hand: the page', 'page'],
  ['Thousands of photos', 'batches'],
  ['A page about many photos', 'report'],
  ['In your program', 'library'],
  ['As a service', 'service'],
  ['On many machines', 'fleet'],
  ['A configuration for a team', 'configuration'],
  ['With other tools', 'interoperability'],
];
const detectors = [
  ['Measure your detector', 'evaluate'],
  ['Verify behind your detector', 'second-look'],
  ['Train your own', 'train'],
];
const facts = [
  ['How it works', 'how-it-works'],
  ['Results, and how flattering', 'results'],
  ['Gallery', 'gallery'],
  ['What stays of metadata', 'metadata'],
  ['Graphics processors', 'devices'],
  ['Tracks in videos', 'video-tracks'],
];

const base = process.env.SITE_BASE ?? '/';
const pages = new Set(readdirSync(new URL('..', import.meta.url)).map((file) => file.replace(/\.md$/, '')));
const items = (list: readonly string[][]) =>
  list.flatMap(([text = '', page = '']) => (pages.has(page) ? [{ text, link: `/docs/${page}` }] : []));

/** The pages are where GitHub and npm show them too; nothing is loaded from elsewhere, and a dead link fails the build. */
export default defineConfig({
  title: 'farface',
  description: 'Finds and hides the faces that other detectors miss because they are only 4 to 20 pixels tall.',
  srcDir: '..',
  srcExclude: ['**/node_modules/**', 'training/**', 'src/**', 'tools/**', 'dist/**', '.github/**'],
  rewrites: { 'README.md': 'index.md' },
  base,
  // The page's own icon, which tools/site puts there.
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}src/web/public/icon.svg` }]],
  cleanUrls: false,
  lastUpdated: false,
  // Files that are no pages, and what typedoc makes afterwards: tools/site puts the former there and follows all links.
  ignoreDeadLinks: [/LICENSE$/, /in-a-page$/, /\.(html|mjs|js|ts|json)$/, /\/api\//],
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/docs/redact' },
      { text: 'Reference', link: '/docs/reference/command' },
      { text: 'Results', link: '/docs/results' },
    ],
    sidebar: [
      { text: 'Guide', items: items(guide) },
      { text: 'For detectors', items: items(detectors) },
      { text: 'What to know', items: items(facts) },
      {
        text: 'Reference',
        items: [
          { text: 'The command', link: '/docs/reference/command' },
          { text: 'The library', link: '/api/index.html', target: '_self' },
          { text: 'Weights: model cards', link: '/weights/README' },
          { text: 'Benchmarks', link: '/bench/README' },
          { text: 'Architecture', link: '/ARCHITECTURE' },
          { text: 'Training log', link: '/docs/training/README' },
          { text: 'Changes', link: '/CHANGELOG' },
        ],
      },
    ],
    search: { provider: 'local' },
  },
});
