// Runs before the page is painted, so that a chosen mode does not flash. Without it the page follows the system.
{
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const mode = localStorage.getItem("mode");
    if (mode === "light" || mode === "dark") root.dataset.mode = mode;
  } catch {
    // Storage is refused: the system's mode stays.
  }
}
