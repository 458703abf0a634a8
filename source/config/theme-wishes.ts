/** What `--theme` and `theme:` may be; `auto` is light or dark, as the terminal's background is. */
export const themeWishes = ['auto', 'dark', 'light', 'contrast', 'colour-blind', 'mono'] as const;
