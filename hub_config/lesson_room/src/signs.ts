// Small pictures on buttons, drawn here so that they look the same on every computer.

const SHAPES = {
  run: "M6 3.5v17l14-8.5z",
  stop: "M5 5h14v14H5z",
  check: "M4 13l5.5 5.5L20.5 6",
  hint: "M9 18h6M10 21h4M8.2 15c-.2-1.6-2.7-2.8-2.7-6.2a6.5 6.5 0 0 1 13 0c0 3.4-2.5 4.6-2.7 6.2z",
  help: "M7 11V5.5a1.5 1.5 0 0 1 3 0V10M10 10V4a1.5 1.5 0 0 1 3 0v6M13 10V5.5a1.5 1.5 0 0 1 3 0V13c0 4-2 7.5-5.5 7.5S5.5 18 4 14.5a1.4 1.4 0 0 1 2.5-1.2L7 14.5z",
  star: "M12 2.5l2.9 6.3 6.9.8-5.1 4.7 1.4 6.8L12 17.7l-6.1 3.4 1.4-6.8L2.2 9.6l6.9-.8z",
};

export type SignName = keyof typeof SHAPES;

export function sign(name: SignName): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `sign sign-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
  shape.setAttribute("d", SHAPES[name]);
  svg.append(shape);
  return svg;
}
