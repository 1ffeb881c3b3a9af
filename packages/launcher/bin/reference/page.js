const HEAD = '<!-- written by npm run reference -->';

/**
 * A page of one table, or of several under their own headings.
 *
 * @param {string} title
 * @param {string} intro
 * @param {{ heading?: string, columns: string[], rows: string[][] }[]} tables
 */
export function page(title, intro, tables) {
  const parts = tables.map(({ heading, columns, rows }) => {
    const lines = [columns, columns.map(() => '---'), ...rows].map(
      (cells) => `| ${cells.map(cell).join(' | ')} |`,
    );
    return [...(heading === undefined ? [] : [`## ${heading}`, '']), ...lines].join('\n');
  });
  return `${[`# ${title}`, HEAD, intro, ...parts].join('\n\n')}\n`;
}

/** @param {string} text */
function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
