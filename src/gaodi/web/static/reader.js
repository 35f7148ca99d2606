/* A text and the list of its figures: click or key leads from one to the other; a selection becomes a new figure. */
(() => {
  "use strict";

  const reader = document.querySelector("[data-reader]");
  if (!reader) return;
  const text = document.getElementById("text");
  const pane = document.getElementById("fact-pane");
  const form = document.querySelector("#add-fact form");
  const rows = [...reader.querySelectorAll(".fact-row")];
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  let current = -1;

  function piecesOf(id) {
    return text.querySelectorAll(`[data-facts~="${CSS.escape(id)}"]`);
  }

  function scrollPane(row) {
    if (getComputedStyle(pane).overflowY === "visible") return; // below the text on a narrow screen
    const top = row.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    pane.scrollTo({ top: pane.scrollTop + top - pane.clientHeight / 3, behavior: calm ? "auto" : "smooth" });
  }

  function choose(index, { focus = "", scroll = true } = {}) {
    for (const old of reader.querySelectorAll(".current")) old.classList.remove("current");
    current = index;
    const row = rows[index];
    const pieces = piecesOf(row.dataset.fact);
    row.classList.add("current");
    for (const piece of pieces) piece.classList.add("current");
    if (focus === "row" && getComputedStyle(pane).overflowY === "visible") row.scrollIntoView({ block: "center" });
    else scrollPane(row);
    if (scroll && pieces.length) pieces[0].scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    if (focus === "row") row.querySelector(".fact-place").focus({ preventScroll: true });
    if (focus === "text" && pieces.length) pieces[0].focus({ preventScroll: true });
    history.replaceState(history.state, "", `#${row.dataset.fact}`);
  }

  function indexOf(id) {
    return rows.findIndex((row) => row.dataset.fact === id);
  }

  function walk(step) {
    const next = current < 0 ? (step > 0 ? 0 : rows.length - 1) : current + step;
    if (next >= 0 && next < rows.length) {
      choose(next, { focus: "text" });
      return;
    }
    const page = document.querySelector(`.reading a[rel="${step > 0 ? "next" : "prev"}"]`);
    if (page) window.location.assign(page.href);
  }

  reader.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const button = event.target.closest("[data-walk]");
    if (button) {
      walk(Number(button.dataset.walk));
      return;
    }
    const mark = event.target.closest("[data-facts]");
    if (mark) {
      const ids = mark.dataset.facts.split(" ");
      const at = ids.findIndex((id) => indexOf(id) === current);
      const index = indexOf(ids[(at + 1) % ids.length]); // clicking again goes through those that overlap
      if (index < 0) return;
      event.preventDefault();
      choose(index, { focus: "row", scroll: false });
      return;
    }
    const place = event.target.closest(".fact-place");
    if (place) {
      event.preventDefault();
      choose(rows.indexOf(place.closest(".fact-row")), { focus: "text" });
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input, select, textarea, [contenteditable]")) return;
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      walk(event.key === "j" ? 1 : -1);
    }
  });

  // Places count code points of the stored text; every piece says where it begins.
  function placeOf(node, offset) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const piece = element.closest("[data-at]");
    if (piece && text.contains(piece)) {
      const before = node.nodeType === Node.TEXT_NODE ? [...node.data.slice(0, offset)].length : offset ? 1 : 0;
      return Number(piece.dataset.at) + before;
    }
    if (element !== text) return null;
    for (const next of [...text.childNodes].slice(offset)) if (next.dataset?.at) return Number(next.dataset.at);
    return null;
  }

  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    if (!form || !chosen || chosen.isCollapsed || chosen.rangeCount !== 1) return;
    const range = chosen.getRangeAt(0);
    if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return;
    const start = placeOf(range.startContainer, range.startOffset);
    const end = placeOf(range.endContainer, range.endOffset);
    if (start === null || end === null || end <= start || end - start > 200) return;
    form.elements.start.value = start;
    form.elements.end.value = end;
    const shown = form.querySelector("[data-selected]");
    shown.textContent = chosen.toString();
    shown.hidden = false;
    document.getElementById("add-fact").open = true;
  });

  // A form brought in puts the hand into its first field.
  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail?.ctx?.target ?? event.target;
    target?.querySelector?.("input:not([type=hidden])")?.focus({ preventScroll: true });
  });

  const asked = decodeURIComponent(window.location.hash.slice(1)).replace(/^row-/, "");
  const first = indexOf(asked);
  if (first >= 0) choose(first);
})();
