/* After a choice on the map the same place has the focus again, so that the next one is a key away. */
(() => {
  "use strict";

  const name = decodeURIComponent(window.location.hash.slice(1));
  const spot = name.startsWith("pick-") ? document.getElementById(name) : null;
  if (!spot) return;
  spot.focus({ preventScroll: true });
  spot.scrollIntoView({ block: "center", inline: "nearest" });
})();
