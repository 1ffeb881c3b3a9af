import security from 'eslint-plugin-security';
import tseslint from 'typescript-eslint';

/**
 * A small set beside Biome: what needs types, and the house's own bans, each with its reason in its message.
 */

const CLOCK_AND_CHANCE = [
  ['Date', 'now', 'Time is handed in: the same input must give the same bytes.'],
  ['Math', 'random', 'Chance is handed in as a seeded generator: the same input must give the same bytes.'],
  ['crypto', 'randomUUID', 'Ids come from content: the same input must give the same bytes.'],
].map(([object, property, message]) => ({ object, property, message }));

const MODULE_MOCKS = {
  selector:
    "CallExpression[callee.object.name='vi'][callee.property.name=/^(mock|doMock|unmock|doUnmock|hoisted|importMock)$/]",
  message:
    'Hand a fake in at the port instead: a mocked module tests an import that production does not have.',
};

const CURRENT_DATE = {
  selector: "NewExpression[callee.name='Date'][arguments.length=0], CallExpression[callee.name='Date']",
  message: 'Time is handed in: the same input must give the same bytes.',
};

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/out/**',
      '**/.next/**',
      '**/next-env.d.ts',
      'apps/bff/src/generated/**',
      '.cache/**',
      '**/*.js',
      '**/*.mjs',
      'apps/web/*.ts',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parser: tseslint.parser },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      'no-restricted-syntax': ['error', MODULE_MOCKS],
    },
  },
  {
    // Its rule against slow patterns guesses by nesting alone and is wrong about most of ours.
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { security },
    rules: {
      'security/detect-bidi-characters': 'error',
      'security/detect-buffer-noassert': 'error',
      'security/detect-eval-with-expression': 'error',
      'security/detect-new-buffer': 'error',
      'security/detect-pseudoRandomBytes': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-script-url': 'error',
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    ignores: ['apps/web/**'],
    languageOptions: { parserOptions: { project: ['tsconfig.check.json'] } },
  },
  {
    files: ['apps/web/**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { project: ['apps/web/tsconfig.json'] } },
  },
  {
    files: ['packages/{engine,formats}/src/**/*.ts', 'packages/shared/src/primitives/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-syntax': ['error', MODULE_MOCKS, CURRENT_DATE],
      'no-restricted-properties': ['error', ...CLOCK_AND_CHANCE],
      'no-restricted-globals': [
        'error',
        ...['performance', 'process', 'crypto', 'fetch', 'setTimeout', 'setInterval', 'queueMicrotask'].map(
          (name) => ({
            name,
            message: 'This room is pure: clock, chance, network and process are handed in.',
          }),
        ),
      ],
    },
  },
  {
    files: ['apps/bff/src/**/*.ts', 'packages/{cli,launcher}/src/**/*.ts'],
    ignores: ['apps/bff/src/config/env.ts', 'packages/cli/src/environment.ts', '**/*.test.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'One file of each app reads the environment, once; take the parsed value.',
        },
      ],
    },
  },
);
