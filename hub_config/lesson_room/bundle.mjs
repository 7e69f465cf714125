// How the room's script and styles are bundled; the build and the tests share it.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { withThemes } from "./themes.mjs";

export const here = dirname(fileURLToPath(import.meta.url));

/** Lets the child's choice of theme win over what the device asks for. */
const themes = {
  name: "themes",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => ({
      contents: withThemes(await readFile(path, "utf8"), path),
      loader: "css",
    }));
  },
};

const common = { bundle: true, target: "es2022", minify: true, legalComments: "none" };

/** The page's stylesheet and module, with the parts it loads when needed. */
export const page = {
  ...common,
  entryPoints: [join(here, "src", "room.ts"), join(here, "css", "room.css")],
  entryNames: "[name]",
  chunkNames: "parts/[name]-[hash]",
  assetNames: "fonts/[name]-[hash]",
  splitting: true,
  format: "esm",
  loader: { ".woff2": "file" },
  define: { "process.env.NODE_ENV": '"production"' },
  plugins: [themes],
};

/** The short script that runs before the first paint: no module, since those wait. */
export const early = { ...common, entryPoints: [join(here, "src", "early.ts")], format: "iife" };
