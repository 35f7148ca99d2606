/* Cards one below the other: j and k lead from one to the next. */
(() => {
  "use strict";

  function cards() {
    return [...document.querySelectorAll("[data-walk] > li")];
  }

  function walk(step) {
    const all = cards();
    if (!all.length) return;
    const at = all.findIndex((card) => card.contains(document.activeElement));
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step;
    if (next < 0 || next >= all.length) {
      const page = document.querySelector(`.pager a[rel="${step > 0 ? "next" : "prev"}"]`);
      if (page) window.location.assign(page.href);
      return;
    }
    all[next].focus({ preventScroll: true });
    all[next].scrollIntoView({ block: "start" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input:not([type=radio]), select, textarea, [contenteditable]")) return;
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      walk(event.key === "j" ? 1 : -1);
    }
  });

  // After an answer the page opens where the next question stands.
  const place = decodeURIComponent(window.location.hash.slice(1));
  const number = /^n-(\d+)$/.exec(place);
  if (number) {
    const all = cards();
    all[Math.min(Number(number[1]), all.length - 1)]?.focus({ preventScroll: false });
  }
})();
