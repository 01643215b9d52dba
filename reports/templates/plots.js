// Draws each plot from the JSON that stands in it, when it comes near the window.
const draw = (place) => {
  const figure = JSON.parse(place.querySelector("script").textContent);
  return Plotly.newPlot(place, figure.data, figure.layout, { displayModeBar: false, responsive: true });
};
const places = [...document.querySelectorAll(".plot")];
const watcher = new IntersectionObserver((seen) => {
  for (const entry of seen.filter((one) => one.isIntersecting)) {
    watcher.unobserve(entry.target);
    draw(entry.target);
  }
}, { rootMargin: "600px" });
places.forEach((place) => watcher.observe(place));
addEventListener("beforeprint", () => {
  for (const place of places.filter((one) => !one.classList.contains("js-plotly-plot"))) {
    watcher.unobserve(place);
    draw(place);
  }
});
