/** How one person likes the pages to look; kept in a cookie that holds nothing else. */
export interface Display {
  theme: 'auto' | 'light' | 'dark';
  density: 'comfortable' | 'compact';
}

export const DISPLAY_COOKIE = 'casehouse-display';

/** Reads "theme.density"; anything else falls back to the defaults. */
export function readDisplay(cookie: string | undefined): Display {
  const [theme, density] = (cookie ?? '').split('.');
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    density: density === 'compact' ? 'compact' : 'comfortable',
  };
}

export const writeDisplay = (display: Display): string => `${display.theme}.${display.density}`;

/** A path of this site to return to; never another site's address. */
export const safeBack = (back: string | undefined): string =>
  back !== undefined && /^\/(?![/\\])[^\s\\]*$/.test(back) ? back : '/';
