/**
 * Who may import whom: the import table of docs/architecture.md, checked on the resolved graph. Types count
 * like values, since a type that leaks couples two rooms as firmly as a call. Paths of Node's own modules
 * stand without `node:` in the graph.
 */

const TEST = '\\.(test|testkit)\\.tsx?$';
const PRISMA = '^(apps/bff/src/generated/|node_modules/@prisma/(client|adapter-pg)/)';
const NODE_ITSELF = '^(?!\\.|(packages|apps|prisma|bench|e2e|chaos|security|node_modules)/)';
const BFF_MODULE = '^apps/bff/src/modules/([^/]+)/';

/** Modules of the BFF from top to bottom; one may use those of the rows below its own. */
const ORDER = [
  ['privacy', 'digest', 'coach', 'journal'],
  ['simulations'],
  ['biases', 'rules'],
  ['imports'],
  ['trades', 'market'],
  ['brokers'],
  ['auth'],
  ['events'],
];

/** One rule a row: what stands in it must not import itself sideways nor what stands above. */
const downward = ORDER.map((row, index) => ({
  name: `modules-downward-${row.join('-')}`,
  comment:
    'Modules depend downward only, so that each can be read and tested without those above it; an upward need is an event.',
  severity: 'error',
  from: { path: `^apps/bff/src/modules/(${row.join('|')})/` },
  to: {
    path: `^apps/bff/src/modules/(${ORDER.slice(0, index + 1)
      .flat()
      .join('|')})/`,
    // The module itself is no other module.
    pathNot: '^apps/bff/src/modules/$1/',
  },
}));

const packages = [
  {
    name: 'primitives-alone',
    comment: 'The innermost room: everything may use it, so it may use nothing.',
    severity: 'error',
    from: { path: '^packages/shared/src/primitives/', pathNot: TEST },
    to: { pathNot: '^packages/shared/src/primitives/' },
  },
  {
    name: 'shared-is-the-wire',
    comment:
      'The wire contract is Zod over primitives: the browser loads it, so nothing else may come along.',
    severity: 'error',
    from: { path: '^packages/shared/src/(dto|events|jobs|errors)/', pathNot: TEST },
    to: { pathNot: '^(packages/shared/src/|node_modules/zod/)' },
  },
  {
    name: 'wire-without-jobs',
    comment: 'Jobs are between api and worker; what a client reads must not depend on them.',
    severity: 'error',
    from: { path: '^packages/shared/src/(dto|events|errors)/' },
    to: { path: '^packages/shared/src/jobs/' },
  },
  {
    name: 'engine-alone',
    comment: 'The engine computes: exact decimals come from primitives, and everything else is handed in.',
    severity: 'error',
    from: { path: '^packages/engine/src/', pathNot: TEST },
    to: { pathNot: '^(packages/engine/src/|packages/shared/src/primitives/)' },
  },
  {
    name: 'engine-reaches-no-io',
    comment:
      'Not even through others: a replay gives the same bytes only if no clock, file or network is in reach.',
    severity: 'error',
    from: { path: '^packages/engine/src/', pathNot: TEST },
    to: { pathNot: '^packages/(engine/src/|shared/src/primitives/)', reachable: true },
  },
  {
    name: 'formats-alone',
    comment:
      'Bytes or text in, rows out; the named readers are the only outside code that sees a broker file.',
    severity: 'error',
    from: { path: '^packages/formats/src/', pathNot: TEST },
    to: {
      pathNot: '^(packages/formats/src/|packages/shared/src/primitives/|node_modules/(fflate|saxes)/)',
    },
  },
  {
    name: 'tools-start-apps-as-processes',
    comment:
      'The CLI and the launcher run without the apps; the launcher starts them and imports none of their code. The CLI may ask the launcher about an installation, never the other way.',
    severity: 'error',
    from: { path: '^packages/(cli|launcher)/' },
    to: { path: '^(apps/|packages/cli/)', pathNot: '^packages/$1/' },
  },
  {
    name: 'packages-below-apps',
    comment: 'Packages are what apps are made of.',
    severity: 'error',
    from: { path: '^packages/' },
    to: { path: '^apps/' },
  },
];

const bff = [
  {
    name: 'foundation-below-modules',
    comment: 'lib, adapters, ports and config carry the modules; composition.ts alone joins the two.',
    severity: 'error',
    from: { path: '^apps/bff/src/(lib|adapters|ports|config)/' },
    to: { path: '^apps/bff/src/(modules/|[^/]+\\.ts$)' },
  },
  {
    name: 'ports-are-types',
    comment: 'A port says what a service needs from outside; an implementation in it would end that.',
    severity: 'error',
    from: { path: '^apps/bff/src/ports/' },
    to: { pathNot: '^(apps/bff/src/ports/|packages/shared/src/|stream$)' },
  },
  {
    name: 'prisma-in-repos',
    comment: 'Repos and lib/db alone know Prisma, so that the tables can change behind them.',
    severity: 'error',
    from: {
      path: '^apps/bff/src/',
      pathNot: ['Repo\\.ts$', '^apps/bff/src/lib/db\\.ts$', '^apps/bff/src/generated/'],
    },
    to: { path: PRISMA },
  },
  {
    name: 'module-front-door',
    comment: "Another module's index is its front door; what lies behind may change without asking.",
    severity: 'error',
    from: { path: BFF_MODULE },
    to: { path: '^apps/bff/src/modules/', pathNot: ['^apps/bff/src/modules/$1/', '/index\\.ts$'] },
  },
  ...downward,
  {
    name: 'routes-are-thin',
    comment:
      'A route parses, calls one service method and serialises: it needs the service, DTOs and lib/http.',
    severity: 'error',
    from: { path: `${BFF_MODULE}[^/]*Routes\\.ts$` },
    to: {
      pathNot: [
        '^apps/bff/src/modules/$1/',
        '^apps/bff/src/lib/http/',
        '^packages/shared/src/(dto|events|errors|primitives)/',
        '^node_modules/(fastify|@fastify/websocket|ws|zod)/',
      ],
    },
  },
  {
    name: 'routes-know-no-repo',
    comment: 'A route that reads rows by itself has skipped the service that decides who may see them.',
    severity: 'error',
    from: { path: `${BFF_MODULE}[^/]*(Routes|Jobs)\\.ts$` },
    to: { path: '(Repo\\.ts$|^apps/bff/src/lib/db\\.ts$|^apps/bff/src/adapters/)' },
  },
  {
    name: 'services-decide',
    comment:
      'A service decides with what it is handed: pure packages, ports, its repo and other front doors.',
    severity: 'error',
    from: { path: `${BFF_MODULE}[^/]*Service\\.ts$` },
    to: {
      pathNot: [
        '^apps/bff/src/modules/',
        '^apps/bff/src/ports/',
        '^apps/bff/src/lib/(db|freeNames|uniqueViolation|crypto/[^/]+|http/[^/]+)\\.ts$',
        '^packages/(engine|formats|shared)/src/',
        '^(crypto|stream|util)(/|$)',
      ],
    },
  },
  {
    name: 'services-get-values',
    comment:
      'Repos, transactions and other modules reach a service as arguments; it imports their types only.',
    severity: 'error',
    from: { path: `${BFF_MODULE}[^/]*Service\\.ts$` },
    to: {
      path: '(Repo\\.ts$|/index\\.ts$|^apps/bff/src/lib/(db\\.ts$|http/))',
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'repos-store',
    comment: 'A repo maps rows and nothing more: no formats, no queue, no other module.',
    severity: 'error',
    from: { path: `${BFF_MODULE}[^/]*Repo\\.ts$` },
    to: {
      path: [
        '^packages/formats/',
        '^apps/bff/src/(adapters|ports|lib/(queue|http))/',
        '^apps/bff/src/modules/',
      ],
      pathNot: '^apps/bff/src/modules/$1/',
    },
  },
  {
    name: 'repos-compute-nothing',
    comment: "A repo may speak in the engine's terms; it calls none of it.",
    severity: 'error',
    from: { path: `${BFF_MODULE}[^/]*Repo\\.ts$` },
    to: { path: '^packages/engine/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'jobs-are-thin',
    comment: 'A job handler parses its payload and calls one service method.',
    severity: 'error',
    from: { path: `${BFF_MODULE}[^/]*Jobs\\.ts$` },
    to: {
      pathNot: [
        '^apps/bff/src/modules/$1/',
        '^apps/bff/src/lib/queue/',
        '^apps/bff/src/ports/',
        '^packages/shared/src/(jobs|errors|primitives)/',
      ],
    },
  },
];

const web = [
  {
    name: 'web-speaks-the-wire',
    comment: 'The browser knows the contract and the engine (what-if), nothing of the server or of jobs.',
    severity: 'error',
    from: { path: '^apps/web/' },
    to: {
      path: ['^apps/', '^packages/', '^prisma/'],
      pathNot: [
        '^apps/web/',
        '^packages/shared/src/(dto|events|errors|primitives)/',
        '^packages/engine/src/',
      ],
    },
  },
  {
    name: 'web-reaches-no-server',
    comment: 'Not even through others: what is reachable is shipped to the browser.',
    severity: 'error',
    from: { path: '^apps/web/src/' },
    to: { path: ['^apps/bff/', '^packages/shared/src/jobs/', PRISMA, NODE_ITSELF], reachable: true },
  },
  {
    name: 'web-ui-is-dumb',
    comment: 'Parts of ui/ draw what they are given: no fetch, no store, no feature.',
    severity: 'error',
    from: { path: '^apps/web/src/ui/' },
    to: { path: '^apps/web/src/(app|features|stores|lib/(api|stream))/' },
  },
  {
    name: 'web-lib-below-features',
    comment: 'The fetch client, the stream and the stores serve the screens and know none of them.',
    severity: 'error',
    from: { path: '^apps/web/src/(lib|stores)/' },
    to: { path: '^apps/web/src/(app|features|ui)/' },
  },
];

const everywhere = [
  {
    name: 'no-cycles',
    comment: 'Two files that need each other are one file, or a third one is missing.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-orphans',
    comment: 'A file that nobody imports and that imports nobody is forgotten work.',
    severity: 'error',
    from: {
      orphan: true,
      pathNot: [
        TEST,
        '\\.d\\.ts$',
        '^apps/web/(src/app/|src/instrumentation-client\\.ts$|public/|[^/]+\\.config\\.)',
        '^packages/[^/]+/bin/[^/]+\\.js$',
        // Loaded into the processes by its address.
        '^(chaos/steppedClock\\.js|security/mutateHooks\\.mjs)$',
      ],
    },
    to: {},
  },
  {
    name: 'no-unresolvable',
    comment: 'What does not resolve here fails at the first run; the rules above would not see it either.',
    severity: 'error',
    from: { pathNot: '^packages/[^/]+/bin/' },
    to: { couldNotResolve: true, pathNot: '\\.css$' },
  },
  {
    name: 'code-knows-no-tests',
    comment: 'Tests serve the code; the other way round, test data would ship.',
    severity: 'error',
    from: { pathNot: [TEST, '^(apps/[^/]+/test|e2e|bench|chaos|security)/'] },
    to: { path: [TEST, '^(apps/[^/]+/test|e2e|bench|chaos|security)/'] },
  },
  {
    name: 'declared-dependencies',
    comment: 'What a package imports stands in its own package.json, as a runtime dependency.',
    severity: 'error',
    from: { path: '^(packages|apps)/[^/]+/src/', pathNot: [TEST, '/test[A-Z][^/]*\\.ts$'] },
    to: {
      dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'],
      dependencyTypesNot: ['type-only'],
      pathNot: '^node_modules/@types/',
    },
  },
];

export default {
  forbidden: [...packages, ...bff, ...web, ...everywhere],
  options: {
    doNotFollow: { path: ['node_modules', '^apps/bff/src/generated/'] },
    exclude: { path: ['/\\.venv/', '/dist/', '/out/', '^apps/web/\\.next/', 'next-env\\.d\\.ts$'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.check.json' },
    enhancedResolveOptions: {
      // Workspace imports (@twin/…) are read in their sources, as tests and the compiler read them.
      conditionNames: ['twin-source', 'import', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types'],
    },
    cache: { folder: '.cache/dependency-cruiser', strategy: 'content' },
  },
};
