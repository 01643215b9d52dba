// The field of an upload has no label of its own, and Dash has no way to give it one: what stands
// around it says what belongs there.
new MutationObserver(() => {
  for (const field of document.querySelectorAll('input[type="file"]:not([aria-label])')) {
    const text = field.parentElement.textContent.trim();
    field.setAttribute("aria-label", text || "Choose a file");
  }
}).observe(document.documentElement, {childList: true, subtree: true});
