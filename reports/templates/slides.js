// Keys: arrows, space, S for the speaker's notes, F for the full screen, O for the overview.
Reveal.initialize({
  width: 1280,
  height: 720,
  margin: 0,
  center: false,
  hash: true,
  transition: "none",
  backgroundTransition: "none",
  controlsTutorial: false,
  pdfSeparateFragments: false,
  plugins: [RevealNotes],
});
// What moves begins anew when its slide is shown: under a new address, or it would go on where it is.
Reveal.on("slidechanged", ({ currentSlide }) => {
  for (const picture of currentSlide.querySelectorAll("img.screen")) {
    picture.src = `${picture.src.split("#")[0]}#${Date.now()}`;
  }
});
