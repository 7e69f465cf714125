// How much of the window the page's own bars cover, so that the line one writes on is
// never scrolled to a place beneath them.

/** Heights in pixels: of the path that stays at the top, of the keys at the bottom. */
export function covered(): { top: number; bottom: number } {
  const strip = document.querySelector<HTMLElement>(".path-strip");
  const keys = document.querySelector<HTMLElement>(".keys:not([hidden])");
  const stays = strip && getComputedStyle(strip).position === "sticky";
  return { top: stays ? strip.offsetHeight : 0, bottom: keys ? window.innerHeight - keys.getBoundingClientRect().top : 0 };
}
