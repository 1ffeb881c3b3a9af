import { spawnSync } from 'node:child_process';
import { ROOT } from '../ensure/command.js';

/** Folders that are one room each, the deepest first: the first group is the house, the second the room. */
const ROOMS = [
  /^(apps\/bff)\/src\/(modules\/[^/]+)\//,
  /^(apps\/web)\/src\/(features\/[^/]+)\//,
  /^(apps\/bff|apps\/web|packages\/shared|packages\/engine)\/src\/([^/]+)\//,
  /^(apps\/bff|apps\/web)\/src\/()[^/]+$/,
  /^(packages\/[^/]+)\/src\/()/,
];
const LEFT_OUT = /\.(test|testkit)\.tsx?$|\/generated\//;

/** @typedef {Map<string, Set<string>>} Edges room → the rooms that it uses */

/**
 * The rooms of the code as a mermaid flowchart: an arrow means "uses". An arrow that follows from two others
 * is left out, so that the layers can be seen.
 */
export function drawGraph() {
  const edges = reduced(roomEdges());
  const rooms = [...edges.keys()].sort();
  const houses = [...new Set(rooms.map(houseOf))];
  const boxes = houses.map((house) => {
    const nodes = rooms
      .filter((room) => houseOf(room) === house)
      .map((room) => `    ${idOf(room)}["${labelOf(room)}"]`);
    return [`  subgraph ${idOf(house)}_["${house}"]`, ...nodes, '  end'].join('\n');
  });
  const arrows = rooms.flatMap((from) =>
    [...(edges.get(from) ?? [])].sort().map((to) => `  ${idOf(from)} --> ${idOf(to)}`),
  );
  return ['flowchart LR', ...boxes, ...arrows].join('\n');
}

function roomEdges() {
  /** @type {Edges} */
  const edges = new Map();
  for (const { source, dependencies } of cruised()) {
    const from = roomOf(source);
    if (!from) continue;
    const targets = edges.get(from) ?? new Set();
    edges.set(from, targets);
    for (const { resolved } of dependencies) {
      const to = roomOf(resolved);
      if (to && to !== from) targets.add(to);
    }
  }
  return edges;
}

/**
 * Leaves out an arrow whose end can be reached on another way.
 *
 * @param {Edges} edges
 */
function reduced(edges) {
  /** @type {Edges} */
  const kept = new Map();
  for (const [from, targets] of edges) {
    const direct = [...targets].filter(
      (to) => ![...targets].some((other) => other !== to && reaches(edges, other, to, new Set([from]))),
    );
    kept.set(from, new Set(direct));
  }
  return kept;
}

/**
 * @param {Edges} edges
 * @param {string} from
 * @param {string} to
 * @param {Set<string>} seen
 * @returns {boolean}
 */
function reaches(edges, from, to, seen) {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return [...(edges.get(from) ?? [])].some((next) => reaches(edges, next, to, seen));
}

/** @returns {{ source: string, dependencies: { resolved: string }[] }[]} */
function cruised() {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--output-type',
      'json',
      'packages',
      'apps',
    ],
    { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout).modules;
}

/** @param {string} path */
function roomOf(path) {
  if (LEFT_OUT.test(path)) return null;
  const found = ROOMS.map((room) => room.exec(path)).find((match) => match !== null);
  return found ? [found[1], found[2]].filter(Boolean).join(' ') : null;
}

/** @param {string} room */
function houseOf(room) {
  return room.split(' ')[0] ?? room;
}

/** @param {string} room */
function labelOf(room) {
  const [house, inner] = room.split(' ');
  return inner ?? (house?.startsWith('apps/') ? 'entries' : house?.replace('packages/', '')) ?? room;
}

/** @param {string} name */
function idOf(name) {
  return name.replaceAll(/[^a-z0-9]/gi, '_');
}
