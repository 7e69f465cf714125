// The menu of how the page looks: size of the letters, theme, kind of letters.
import { element } from "./elements";
import { choose, chosen, CHOICES, type Reading } from "./kept_reading";

const TITLES: Record<Reading, string> = { size: "Size of the letters", theme: "Colours", letters: "Kind of letters" };

/** Buttons that stay pressed, not radio buttons: arrow keys then move on, as a remote control must. */
function group(name: Reading): HTMLFieldSetElement {
  const now = () => document.documentElement.dataset[name] ?? chosen(name);
  const show = () => {
    for (const each of buttons) each.setAttribute("aria-pressed", String(each.dataset.value === now()));
  };
  const buttons = CHOICES[name].map(([value, words]) => {
    const press = () => {
      choose(name, value);
      show();
    };
    return element("button", { type: "button", class: `pick pick-${name}-${value}`, "data-value": value, onpress: press }, words);
  });
  show();
  return element("fieldset", {}, element("legend", {}, TITLES[name]), element("div", { class: "picks" }, ...buttons));
}

export function readingMenu(): HTMLDetailsElement {
  const menu = element(
    "details",
    { class: "reading" },
    element(
      "summary",
      {},
      element("span", { "aria-hidden": "true" }, "Aa"),
      element("span", { class: "hidden-words" }, "Letters and colours"),
    ),
    element("div", { class: "reading-box" }, ...(Object.keys(CHOICES) as Reading[]).map(group)),
  );
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.preventDefault();
    menu.open = false;
    menu.querySelector("summary")!.focus();
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target as Node)) menu.open = false;
  });
  return menu;
}
