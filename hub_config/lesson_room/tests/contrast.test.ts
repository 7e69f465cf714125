import assert from "node:assert/strict";
import { before, test } from "node:test";
import { build, type BuildOptions } from "esbuild";
import { page } from "../bundle.mjs";

/** What the page's colours are by the child's choice and the device's wish. */
const SETTINGS: [theme: string, dark: boolean, more: boolean][] = ["system", "light", "dark", "contrast"].flatMap((theme) =>
  [false, true].flatMap((dark) => [false, true].map((more): [string, boolean, boolean] => [theme, dark, more])),
);

const PAIRS: [words: string, ground: string][] = [
  ...["code-keyword", "code-text", "code-number", "text", "text-quiet", "note"].flatMap((words): [string, string][] => [
    [words, "code-ground"],
    [words, "code-line"],
  ]),
  ["text", "code-selection"],
  ["text", "sun-quiet"],
  ["on-friend", "friend"],
  ["on-friend", "friend-hover"],
  ["on-action", "action"],
  ["brand-words", "surface"],
  ["text", "page-child"],
  ["text-quiet", "page-child"],
  ["link", "page-child"],
  ["stop", "page-child"],
  ["good", "good-quiet"],
  ["text", "friend-quiet"],
  ["text", "wait-quiet"],
  ["text", "note-quiet"],
  ["text", "sky-quiet"],
];
/** What is seen but not read: 3 to 1 will do. */
const SHAPES: [shape: string, ground: string][] = [
  ["focus-ring", "page-child"],
  ["focus-ring", "surface"],
  ["line-strong", "page-child"],
  ["line-strong", "surface"],
  ["line-strong", "code-ground"],
  ["code-underline", "code-ground"],
  ["code-underline", "code-line"],
];

let rules: { media: string; themes: string[]; tokens: [string, string][] }[];

before(async () => {
  const options = { ...(page as BuildOptions), outdir: "/built", write: false, minify: false };
  const built = await build(options);
  const css = built.outputFiles!.find((file) => file.path.endsWith(".css"))!.text;
  rules = [...css.matchAll(/(?:@media ([^{]+) \{\s*)?(:root(?:\[data-theme=[^{]*)?) \{([^{}]*)\}/g)].map(([, media = "", selector, body]) => ({
    media,
    themes: [...selector.matchAll(/data-theme="?(\w+)/g)].map((found) => found[1]),
    tokens: [...body.matchAll(/--colour-([\w-]+):\s*([^;]+);/g)].map((found): [string, string] => [found[1], found[2].trim()]),
  }));
});

/** The tokens as the cascade leaves them: themed rules count more than plain ones, later ones more than earlier. */
function colours(theme: string, dark: boolean, more: boolean): Map<string, string> {
  const holds = (media: string) =>
    (!media.includes("prefers-color-scheme: dark") || dark) && (!media.includes("prefers-contrast: more") || more) && !/width|height|forced|motion/.test(media);
  const found = new Map<string, string>();
  for (const themed of [false, true]) {
    for (const rule of rules) {
      const fits = themed ? rule.themes.includes(theme) : rule.themes.length === 0;
      if (fits && holds(rule.media)) for (const [name, value] of rule.tokens) found.set(name, value);
    }
  }
  return found;
}

function resolved(name: string, all: Map<string, string>): string {
  const value = all.get(name);
  assert.ok(value, `no colour is called ${name}`);
  const other = /^var\(--colour-([\w-]+)\)$/.exec(value);
  return other ? resolved(other[1], all) : value;
}

function luminance(colour: string): number {
  const short = /^#(.)(.)(.)$/.exec(colour);
  const long = short ? `#${short.slice(1).map((digit) => digit + digit).join("")}` : colour;
  assert.match(long, /^#[0-9a-f]{6}$/i, colour);
  const [red, green, blue] = [1, 3, 5].map((start) => parseInt(long.slice(start, start + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function faint(pairs: [string, string][], least: number, all: Map<string, string>): string[] {
  return pairs
    .map(([one, other]) => ({ one, other, ratio: contrast(resolved(one, all), resolved(other, all)) }))
    .filter(({ ratio }) => ratio < least)
    .map(({ one, other, ratio }) => `${one} on ${other}: ${ratio.toFixed(2)}`);
}

test("black on white is 21 to 1", () => assert.equal(Math.round(contrast("#000", "#ffffff")), 21));

for (const [theme, dark, more] of SETTINGS) {
  test(`can be read: ${theme} theme on a ${dark ? "dark" : "light"} device${more ? " that asks for more contrast" : ""}`, () => {
    const all = colours(theme, dark, more);
    assert.deepEqual(faint(PAIRS, 4.5, all), []);
    assert.deepEqual(faint(SHAPES, 3, all), []);
    if (theme === "contrast") assert.deepEqual(faint([["text", "page-child"], ["text", "code-ground"]], 15, all), []);
  });
}

test("a chosen theme wins over the device", () => {
  assert.equal(resolved("page-child", colours("light", true, false)), resolved("page-child", colours("system", false, false)));
  assert.equal(resolved("page-child", colours("dark", false, false)), resolved("page-child", colours("system", true, false)));
  assert.equal(resolved("page-child", colours("contrast", false, false)), resolved("page-child", colours("system", true, true)));
});
