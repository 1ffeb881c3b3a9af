import type { NextConfig } from 'next';

// The build must not report home: the product makes no outbound call that nobody asked for.
process.env['NEXT_TELEMETRY_DISABLED'] = '1';

const config: NextConfig = {
  output: 'export',
  distDir: '.next',
  reactStrictMode: true,
  // `tsc -b` checks types before; Next keeps its own settings in a file of its own so that ours stay strict.
  typescript: { ignoreBuildErrors: true, tsconfigPath: 'tsconfig.next.json' },
};

export default config;
