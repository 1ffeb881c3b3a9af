import type { FileProblem } from './row.ts';

const PROBLEMS = {
  empty: { message: 'The file is empty.', fix: 'Export the file again.' },
  binary: {
    message: 'The file is no text, spreadsheet or zip archive.',
    fix: 'Bring the CSV, xlsx or zip as the exchange exported it.',
  },
  'too-large': {
    message: 'The file has more than 150 MB.',
    fix: 'Export shorter periods and import the files one after another.',
  },
  'no-rows': {
    message: 'The file has a header but no rows.',
    fix: 'Export a period in which you traded.',
  },
  'bad-container': {
    message: 'The archive or spreadsheet cannot be opened.',
    fix: 'Unpack it and bring the CSV inside, or export it again.',
  },
} as const satisfies Partial<Record<FileProblem['problem'], { message: string; fix: string }>>;

/** A problem of a whole file whose words need nothing of its content. */
export function fileProblem(problem: keyof typeof PROBLEMS): FileProblem {
  return { problem, ...PROBLEMS[problem] };
}
