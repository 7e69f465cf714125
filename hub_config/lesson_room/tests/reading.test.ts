import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import "./page";
import { applyReading, choose, chosen } from "../src/kept_reading";
import { readingMenu } from "../src/reading";

const root = document.documentElement;

beforeEach(() => {
  localStorage.clear();
  applyReading();
});

test("a new browser gets plain letters and follows the device", () => {
  assert.deepEqual({ ...root.dataset, kernel: undefined }, { size: "normal", theme: "system", letters: "plain", kernel: undefined });
});

test("a choice shows at once and is kept in this browser", () => {
  choose("theme", "contrast");
  assert.equal(root.dataset.theme, "contrast");
  root.dataset.theme = "system";
  applyReading();
  assert.equal(root.dataset.theme, "contrast");
});

test("what another version kept is no choice", () => {
  localStorage.setItem("room-theme", "pink");
  assert.equal(chosen("theme"), "system");
});

test("a browser that keeps nothing still shows the choice", () => {
  const own = Object.getOwnPropertyDescriptor(globalThis, "localStorage")!;
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    get: () => {
      throw new Error("no");
    },
  });
  choose("size", "big");
  assert.equal(root.dataset.size, "big");
  assert.equal(chosen("size"), "normal");
  Object.defineProperty(globalThis, "localStorage", own);
});

test("the menu's buttons stay pressed, one in each group", () => {
  const menu = readingMenu();
  const find = (words: string) => [...menu.querySelectorAll("button")].find((each) => each.textContent === words)!;
  find("Dark").click();
  find("Bigger").click();
  const pressed = [...menu.querySelectorAll('[aria-pressed="true"]')].map((each) => each.textContent);
  assert.deepEqual(pressed, ["Bigger", "Dark", "Plain"]);
  assert.equal(root.dataset.theme, "dark");
  assert.equal(menu.querySelectorAll("input").length, 0);
});

test("Escape closes the menu, and so does a press outside", () => {
  const menu = readingMenu();
  document.body.append(menu);
  menu.open = true;
  menu.querySelector("button")!.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
  assert.equal(menu.open, false);
  menu.open = true;
  document.body.click();
  assert.equal(menu.open, false);
});
