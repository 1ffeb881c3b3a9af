import ts from 'typescript';

/**
 * Every function of a file with its length in lines, first to last. A `describe` block is a chapter of
 * tests rather than a function, so it is left out; the tests in it count.
 *
 * @param {string} path
 * @param {string} text
 * @returns {{ name: string, lines: number }[]}
 */
export function functionLengths(path, text) {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  /** @type {{ name: string, lines: number }[]} */
  const functions = [];
  /** @param {ts.Node} node */
  function visit(node) {
    if (ts.isFunctionLike(node) && 'body' in node && node.body && !isChapter(node)) {
      const first = file.getLineAndCharacterOfPosition(node.getStart(file)).line;
      const last = file.getLineAndCharacterOfPosition(node.end).line;
      functions.push({ name: nameOf(node, first), lines: last - first + 1 });
    }
    ts.forEachChild(node, visit);
  }
  visit(file);
  return functions;
}

/** @param {ts.Node} node */
function isChapter(node) {
  if (!ts.isCallExpression(node.parent)) return false;
  const callee = node.parent.expression.getText();
  return callee === 'describe' || callee.startsWith('describe.') || callee.startsWith('describe(');
}

/**
 * @param {ts.SignatureDeclaration} node
 * @param {number} line
 */
function nameOf(node, line) {
  if (node.name) return node.name.getText();
  const parent = node.parent;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText();
  return `line${line + 1}`;
}
