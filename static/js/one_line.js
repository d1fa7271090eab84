/* A row of choices in one line, pushed aside on a phone: it begins where the chosen one is to be seen. */

for (const row of document.querySelectorAll(".tabs, .is-one-line")) {
  const chosen = row.querySelector("[aria-current]");
  if (chosen) row.scrollLeft = chosen.offsetLeft - row.offsetLeft - (row.clientWidth - chosen.offsetWidth) / 2;
}
