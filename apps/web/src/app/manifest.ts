import type { MetadataRoute } from 'next';

export const dynamic = 'force-static';

/** Lets a phone or desktop keep the app as one of its own. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    id: '/',
    name: 'Trading Twin',
    short_name: 'Twin',
    description: 'A mirror for self-directed traders.',
    start_url: '/',
    display: 'standalone',
    background_color: '#0e1215',
    theme_color: '#151a1f',
    icons: [{ src: '/icon.svg', type: 'image/svg+xml', sizes: 'any', purpose: 'any' }],
    shortcuts: [
      { name: 'Import a file', url: '/imports' },
      { name: 'Trades', url: '/trades' },
    ],
  };
}
