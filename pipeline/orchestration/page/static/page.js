// Airflow's theme, the reader's time zone, and ways out of the frame; every page works without it.
"use strict";
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem("theme");
  } catch {
    // storage may be closed to us; the system's theme counts then
  }
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;

  const isFramed = window.parent !== window;
  const format = new Intl.DateTimeFormat(undefined, {
    year: "numeric", month: "short", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });

  document.addEventListener("DOMContentLoaded", () => {
    for (const time of document.querySelectorAll("time[datetime]")) {
      time.textContent = format.format(new Date(time.dateTime));
    }
    for (const box of document.querySelectorAll("input[data-all]")) {
      box.addEventListener("change", () => {
        for (const each of box.form.querySelectorAll(`input[name="${box.dataset.all}"]`)) each.checked = box.checked;
      });
    }
  });

  // The frame's sandbox forbids links to lead out of it; a link of the surrounding page may.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-top]");
    if (!link || !isFramed || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const outer = window.parent.document.createElement("a");
    outer.href = link.href;
    window.parent.document.body.append(outer);
    outer.click();
    outer.remove();
  });
})();
