/* The little a page does by itself: the evidence drawer, keys, copying an address. No figure is computed here. */
(() => {
  "use strict";

  const drawer = document.getElementById("drawer");
  const body = document.getElementById("drawer-body");
  const title = document.getElementById("drawer-title");
  const trace = document.body.dataset.trace;
  let opener = null;
  let asked = 0;

  function pageOf(ref) {
    return `${trace}?ref=${encodeURIComponent(ref)}`;
  }

  async function openDrawer(button) {
    const own = ++asked;
    markOpener(button);
    let html;
    try {
      const address = `${trace}/drawer?ref=${encodeURIComponent(button.dataset.ref)}`;
      const answer = await fetch(address, { headers: { "HX-Request": "true", Accept: "text/html" } });
      html = await answer.text();
    } catch {
      window.location.assign(pageOf(button.dataset.ref));
      return;
    }
    if (own !== asked) return; // another figure was opened meanwhile
    body.innerHTML = html; // the server escapes every value; the policy allows no inline script
    showDrawer(true);
    drawer.scrollTop = 0;
    title.focus({ preventScroll: true });
  }

  function showDrawer(open) {
    drawer.hidden = !open;
    document.body.classList.toggle("with-drawer", open);
    window.dispatchEvent(new Event("resize")); // charts follow the narrower page
  }

  function markOpener(button) {
    opener?.removeAttribute("aria-expanded");
    opener = button;
    button.setAttribute("aria-expanded", "true");
  }

  function closeDrawer() {
    asked += 1;
    showDrawer(false);
    body.replaceChildren();
    if (opener) {
      opener.removeAttribute("aria-expanded");
      opener.focus();
      opener = null;
    }
  }

  async function copyAddress(button) {
    const address = new URL(button.dataset.copy, window.location.origin).href;
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      window.prompt(button.textContent, address); // no clipboard without a secure context
      return;
    }
    const before = button.textContent;
    button.textContent = button.dataset.done;
    window.setTimeout(() => { button.textContent = before; }, 1500);
  }

  document.addEventListener("click", (event) => {
    const figure = event.target.closest("[data-ref]");
    if (figure && !event.ctrlKey && !event.metaKey) {
      event.preventDefault(); // in a text it is a link, which works without this script too
      openDrawer(figure);
      return;
    }
    const copy = event.target.closest("button[data-copy]");
    if (copy) {
      copyAddress(copy);
      return;
    }
    if (event.target.closest("#drawer-close")) closeDrawer();
    for (const chooser of document.querySelectorAll("details.chooser[open]")) {
      if (!chooser.contains(event.target)) chooser.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return; // never in the middle of a Chinese word
    const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      document.getElementById("search").focus();
    } else if (event.key === "Escape") {
      const chooser = document.querySelector("details.chooser[open]");
      if (chooser) {
        chooser.open = false;
        chooser.querySelector("summary").focus();
      } else if (!drawer.hidden) {
        closeDrawer();
      }
    }
  });

  // A long job is started once, and says that it runs.
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    const button = event.submitter ?? event.target.querySelector("button");
    if (button?.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    button?.setAttribute("aria-busy", "true");
  });

  window.addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  });

  // Filters leave empty fields out of the address, with or without htmx.
  document.addEventListener("htmx:config:request", (event) => {
    const form = event.detail.ctx?.request?.body;
    if (!(form instanceof FormData)) return;
    for (const [name, value] of [...form.entries()]) if (value === "") form.delete(name);
  });
  document.addEventListener("formdata", (event) => {
    if (event.target.method !== "get") return;
    for (const [name, value] of [...event.formData.entries()]) if (value === "") event.formData.delete(name);
  });
})();
