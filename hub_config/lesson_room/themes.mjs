// Turns rules that follow the device (dark, more contrast) into rules that also follow
// the theme the child chose, so that every colour stands in one place only.

const DARK = "(prefers-color-scheme: dark)";
const MORE = "(prefers-contrast: more)";

/** Which rules take the place of those under a condition: its media query, its themes. */
const PLACES = {
  [DARK]: [
    [DARK, ["system"]],
    ["", ["dark", "contrast"]],
  ],
  [MORE]: [
    [MORE, ["system", "light", "dark"]],
    ["", ["contrast"]],
  ],
  [`${MORE} and ${DARK}`]: [
    [`${MORE} and ${DARK}`, ["system"]],
    [MORE, ["dark"]],
    ["", ["contrast"]],
  ],
};

/** The stylesheet with its device rules widened to themes; throws where that cannot be done. */
export function withThemes(css, path) {
  const widened = css.replace(/@media ([^{]+) \{\s*:root \{([^{}]*)\}\s*\}/g, (whole, condition, tokens) => {
    const places = PLACES[condition];
    return places ? places.map(([media, names]) => rule(media, names, tokens)).join("\n") : whole;
  });
  for (const [, condition, next] of widened.matchAll(/@media ([^{]*prefers-(?:color-scheme|contrast)[^{]*)\{\s*(\S+)/g)) {
    if (!next.startsWith(":root[data-theme=")) throw new Error(`${path}: only tokens of :root may stand under ${condition}`);
  }
  return widened;
}

function rule(media, names, tokens) {
  const inner = `${names.map((name) => `:root[data-theme="${name}"]`).join(", ")} {${tokens}}`;
  return media ? `@media ${media} {\n${inner}\n}` : inner;
}
