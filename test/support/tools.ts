import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that some tests need beside Node; null when this machine lacks it, and those tests are then skipped. */
export interface Tools {
  /** A Chromium or Chrome, for the pages. */
  chromium: string | null;
  /** LibreOffice with Calc and Writer, to open spreadsheets and documents. */
  office: string | null;
  xmllint: string | null;
  /** A Python that has openpyxl and python-docx. */
  python: string | null;
  pdftotext: string | null;
}

/** What a tool is for and the Debian packages that bring it. */
export const TOOLS: Readonly<Record<keyof Tools, { packages: readonly string[]; need: string }>> = {
  chromium: { packages: ['chromium'], need: 'tests of the pages in a browser' },
  office: {
    packages: ['libreoffice-calc', 'libreoffice-writer'],
    need: 'opening Excel and Word files in LibreOffice',
  },
  xmllint: { packages: ['libxml2-utils'], need: 'checking XML with a second program' },
  python: {
    packages: ['python3-openpyxl', 'python3-docx'],
    need: 'reading Excel and Word files with a second program',
  },
  pdftotext: { packages: ['poppler-utils'], need: 'reading printed pages' },
};

/** Looks for the tools on this machine. */
export function findTools(): Tools {
  return {
    chromium:
      process.env.CHROMIUM_PATH ||
      first(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']),
    office: first(['soffice', 'libreoffice']),
    xmllint: first(['xmllint']),
    python: [...every('/usr/bin/python3'), ...every('python3')].find(hasLibraries) ?? null,
    pdftotext: first(['pdftotext']),
  };
}

const first = (names: readonly string[]): string | null => names.flatMap(every)[0] ?? null;

function every(name: string): string[] {
  if (name.startsWith('/')) return existsSync(name) ? [name] : [];
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .filter((path) => existsSync(path));
}

const hasLibraries = (python: string): boolean =>
  spawnSync(python, ['-c', 'import openpyxl, docx']).status === 0;

/** The tools as this process found them. */
export const tools: Tools = findTools();
