// Measures the equations of a page and of the pages in its frames, and writes the flaws as JSON into #result.
"use strict";
const CLOSE = 0.6; // pixels that rounding may take
const flaws = [];
const count = { maths: 0, rows: 0, brackets: 0 };

function flaw(name, what) {
  flaws.push(`${name}: ${what}`);
}

// the box around several elements, or null when nothing of them is drawn
function around(elements) {
  const boxes = elements.map((one) => one.getBoundingClientRect()).filter((box) => box.width > 0 && box.height > 0);
  if (!boxes.length) return null;
  return {
    left: Math.min(...boxes.map((box) => box.left)),
    right: Math.max(...boxes.map((box) => box.right)),
    top: Math.min(...boxes.map((box) => box.top)),
    bottom: Math.max(...boxes.map((box) => box.bottom)),
  };
}

// the sign of a relation, without what stands below it
function relation(cell) {
  const first = cell.firstElementChild;
  return first?.localName === "munder" ? first.firstElementChild : first;
}

function lines(name, math) {
  const rows = [...math.querySelector("semantics > mtable").children];
  const starts = [];
  const ends = [];
  let above = -Infinity;
  for (const row of rows) {
    count.rows += 1;
    const [left, right] = row.children;
    const sides = [around([...left.children]), around([...right.children])];
    const whole = around([...left.children, ...right.children]);
    const sign = relation(right);
    if ("=∼".includes(sign.textContent)) {
      const box = sign.getBoundingClientRect();
      starts.push(right.firstElementChild.getBoundingClientRect().left);
      ends.push(sides[0].right);
      const middle = (box.top + box.bottom) / 2;
      if (sides[0].right > starts.at(-1) + CLOSE) flaw(name, `a left side runs into its ${sign.textContent}`);
      if (middle < sides[0].top || middle > sides[0].bottom) flaw(name, "a left side stands higher or lower than its sign");
      if (middle < sides[1].top || middle > sides[1].bottom) flaw(name, "a right side stands higher or lower than its sign");
    }
    if (whole.top < above - CLOSE) flaw(name, `a line begins ${above - whole.top} pixels above the end of the one before`);
    above = whole.bottom;
  }
  for (const places of [starts, ends]) {
    if (Math.max(...places) - Math.min(...places) > CLOSE) flaw(name, `lines do not align: ${places}`);
  }
}

function brackets(name, math) {
  for (const sign of math.querySelectorAll("mrow > mo:first-child")) {
    if (!"([⟨{".includes(sign.textContent)) continue;
    count.brackets += 1;
    const box = sign.getBoundingClientRect();
    const closing = sign.parentElement.lastElementChild;
    const closes = ")]⟩".includes(closing.textContent);
    const inside = [...sign.parentElement.children].slice(1, closes ? -1 : undefined);
    const held = around(inside);
    if (held === null) continue;
    if (sign.getAttribute("stretchy") === "false") {
      if (inside.some((one) => one.matches("mtable, mfrac") || one.querySelector("mtable, mfrac")))
        flaw(name, "a bracket does not grow around a matrix or a fraction");
      continue;
    }
    if (box.top > held.top + 3 || box.bottom < held.bottom - 3)
      flaw(name, `a bracket from ${box.top} to ${box.bottom} holds what is from ${held.top} to ${held.bottom}`);
    if (box.height > 1.6 * (held.bottom - held.top) + 10) flaw(name, "a bracket is much taller than what it holds");
    if (closes && Math.abs(closing.getBoundingClientRect().height - box.height) > CLOSE)
      flaw(name, "the two brackets of a pair differ in height");
  }
}

function matrices(name, math) {
  for (const table of math.querySelectorAll("mrow > mtable")) {
    for (const row of table.children) {
      const tops = [...row.children].map((cell) => cell.getBoundingClientRect().top);
      if (Math.max(...tops) - Math.min(...tops) > CLOSE) flaw(name, "cells of a row are not side by side");
      for (const cell of row.children) {
        const held = around([...cell.children]);
        const box = cell.getBoundingClientRect();
        if (held && (held.left < box.left - CLOSE || held.right > box.right + CLOSE)) flaw(name, "a cell is too narrow");
      }
    }
  }
}

function words(name, math, shows) {
  const note = math.querySelector("annotation");
  if (!note || note.getClientRects().length) flaw(name, "the annotation can be seen");
  if (!math.getAttribute("alttext")) flaw(name, "there is no text for screen readers");
  const tokens = [...math.querySelectorAll("mi, mn, mo, mtext")];
  const seen = tokens.map((one) => one.textContent).join(" ").replaceAll("\u00a0", " ");
  if (shows) {
    if (!seen.includes(shows)) flaw(name, "the name is not shown");
    return; // it may be TeX, or of a script that no font here has
  }
  if (/\\[A-Za-z{]|aligned|operatorname/.test(math.innerText ?? seen)) flaw(name, `TeX can be seen: ${seen.slice(0, 80)}`);
  for (const token of tokens) {
    const box = token.getBoundingClientRect();
    if (/[\p{L}\p{N}]/u.test(token.textContent) && !(box.width > 0 && box.height > 0))
      flaw(name, `${token.textContent} is not drawn`);
  }
}

function equation(name, math, shows = "") {
  count.maths += 1;
  lines(name, math);
  brackets(name, math);
  matrices(name, math);
  words(name, math, shows);
}

function fits(name, box) {
  if (box.scrollWidth > box.clientWidth) flaw(name, `it is ${box.scrollWidth} pixels wide, for ${box.clientWidth}`);
}

addEventListener("load", () => {
  for (const section of document.querySelectorAll("section")) {
    equation(section.dataset.name, section.querySelector("math"), section.dataset.shows);
    if (section.dataset.fits === "True") fits(section.dataset.name, section.firstElementChild);
  }
  for (const frame of document.querySelectorAll("iframe")) {
    const name = `${frame.dataset.name}, a page ${frame.width} pixels wide`;
    const inside = frame.contentDocument;
    fits(name, inside.scrollingElement);
    for (const math of inside.querySelectorAll("math")) {
      equation(name, math);
      const box = math.parentElement;
      box.scrollLeft = 0;
      if (math.getBoundingClientRect().left < box.getBoundingClientRect().left - CLOSE) flaw(name, "its left is out of reach");
      box.scrollLeft = box.scrollWidth;
      const table = math.querySelector("semantics > mtable").getBoundingClientRect();
      const missing = table.right - box.getBoundingClientRect().right;
      if (missing > 1) flaw(name, `its last ${missing} pixels are out of reach`);
    }
  }
  document.getElementById("result").textContent = JSON.stringify({ ...count, flaws });
});
