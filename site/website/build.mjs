// Builds the site's one stylesheet and lays its fonts beside it: static/build/.
// Order matters: tokens first, the design system, then ours over it.
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";
import { compileAsync } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const css = join(here, "static", "css");
const built = join(here, "static", "build");

const FONTS = [
  ["atkinson-hyperlegible-next", "latin", 400, "normal"],
  ["atkinson-hyperlegible-next", "latin", 400, "italic"],
  ["atkinson-hyperlegible-next", "latin", 700, "normal"],
  ["atkinson-hyperlegible-next", "latin", 800, "normal"],
  ["atkinson-hyperlegible-next", "latin-ext", 400, "normal"],
  ["atkinson-hyperlegible-next", "latin-ext", 700, "normal"],
  ["atkinson-hyperlegible-mono", "latin", 400, "normal"],
  ["baloo-2", "latin", 600, "normal"],
  ["baloo-2", "latin", 800, "normal"],
  ["baloo-2", "latin-ext", 800, "normal"],
];
const FAMILIES = {
  "atkinson-hyperlegible-next": "Atkinson Hyperlegible Next",
  "atkinson-hyperlegible-mono": "Atkinson Hyperlegible Mono",
  "baloo-2": "Baloo 2",
};
// The letters each of fontsource's subsets holds, as its own stylesheets state them.
const RANGES = {
  latin:
    "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
  "latin-ext":
    "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF",
};

async function copyFonts() {
  await mkdir(join(built, "fonts"), { recursive: true });
  const faces = FONTS.map(async ([name, subset, weight, style]) => {
    const file = `${name}-${subset}-${weight}-${style}.woff2`;
    await copyFile(join(root, "node_modules", "@fontsource", name, "files", file), join(built, "fonts", file));
    return `@font-face{font-family:"${FAMILIES[name]}";font-style:${style};font-weight:${weight};font-display:swap;src:url("fonts/${file}") format("woff2");unicode-range:${RANGES[subset]}}`;
  });
  return (await Promise.all(faces)).join("\n");
}

async function stylesheet(fontFaces) {
  const system = await compileAsync(join(css, "design_system.scss"), {
    loadPaths: [join(root, "node_modules")],
    quietDeps: true,
  });
  const components = (await readdir(join(css, "components"))).filter((name) => name.endsWith(".css")).sort();
  const ours = ["theme.css", "base.css", "layout.css", ...components.map((name) => join("components", name)), "rooms.css", "print.css"];
  const parts = await Promise.all(ours.map((name) => readFile(join(css, name), "utf8")));
  const tokens = await readFile(join(css, "tokens.css"), "utf8");
  const whole = [fontFaces, tokens, system.css.replace(/^@charset[^;]*;/, ""), ...parts].join("\n");
  return (await transform(whole, { loader: "css", minify: true, target: "es2022" })).code;
}

await rm(built, { recursive: true, force: true });
await mkdir(built, { recursive: true });
const code = await stylesheet(await copyFonts());
await writeFile(join(built, "site.css"), code);
console.log(`site.css ${Math.round(code.length / 1024)} KiB, ${FONTS.length} fonts`);
