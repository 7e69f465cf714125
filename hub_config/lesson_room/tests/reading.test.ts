import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { browser } from "./page";
import { applyReading, choose, chosen, keptAs } from "../src/kept_reading";
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

test("the next child at this computer gets what a new browser gets, and the first one's stays theirs", () => {
  const first = location.href;
  choose("size", "bigger");
  browser.happyDOM.setURL("http://hub.test/user/another/lesson/hello-robot");
  applyReading();
  assert.equal(root.dataset.size, "normal");
  browser.happyDOM.setURL(first);
  applyReading();
  assert.equal(root.dataset.size, "bigger");
});

test("a television's letters are large till somebody chooses", () => {
  const device = Object.getOwnPropertyDescriptor(navigator, "userAgent");
  Object.defineProperty(navigator, "userAgent", { configurable: true, value: "Mozilla/5.0 (SMART-TV; Tizen 6.5)" });
  assert.equal(chosen("size"), "bigger");
  assert.equal(chosen("theme"), "system");
  choose("size", "normal");
  assert.equal(chosen("size"), "normal");
  if (device) Object.defineProperty(navigator, "userAgent", device);
  else delete (navigator as { userAgent?: string }).userAgent;
});

test("what another version kept is no choice", () => {
  localStorage.setItem(keptAs("theme"), "pink");
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
