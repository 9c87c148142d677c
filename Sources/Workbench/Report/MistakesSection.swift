/// Pictures worth a look: what is surely wrong, and what could be either.
struct MistakesSection {
  private let pictures: ReportPictures
  private let isRepeated: Bool

  init(_ pictures: ReportPictures, isRepeated: Bool) {
    self.pictures = pictures
    self.isRepeated = isRepeated
  }

  private var maps: String {
    pictures.areExplained
      ? """
       Beside each picture, as the network sees it, lies what speaks for the class that it was taken for and for the one \
      that it is (Grad-CAM), both on one scale: <span class="scale" role="img" aria-label="dark violet, green, yellow">\
      </span> from nothing to the most.
      """ : ""
  }

  var section: ReportSection {
    let mistakes =
      pictures.mistakes.isEmpty
      ? "<p>None: every picture was recognized.</p>"
      : """
      <p class="small">Wrong, and sure of it: look whether the label is, before you blame the model.\(maps)</p>
      <div class="grid" data-list="mistakes"></div>
      """
    return ReportSection(
      "pictures", "Pictures worth a look",
      note: isRepeated
        ? "Probabilities are means over the repeats; where these differ, the page says how often."
        : "",
      body: """
        <h3>The most confident mistakes</h3>
        \(mistakes)
        <h3>The least certain</h3>
        <p class="small">Their two likeliest classes are nearly as likely, right or wrong.</p>
        <div class="grid" data-list="uncertain"></div>
        <noscript><p>Pictures and charts are drawn by the page’s own script, which is not allowed here.</p></noscript>
        """)
  }
}
