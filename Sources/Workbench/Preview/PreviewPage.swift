import Foundation
import Images

/// The preview as a page of its own: nothing is fetched from anywhere.
///
/// Every picture with its views, then for each operation a slider from one end of its ranges over nothing to the
/// other. The slider's pictures are made beforehand and lie in the page.
struct PreviewPage {
  private let views: PreviewViews
  private var sections: [String] = []
  private var sliders: [String] = []

  /// Pictures that have sliders: every one costs some hundred kilobytes.
  private static let mostSliders = 3
  private static let steps = 9
  private static let quality = 85

  init(_ views: PreviewViews) {
    self.views = views
  }

  mutating func add(_ picture: PreviewViews.Picture) throws {
    sections.append(try viewsSection(picture))
    if sliders.count < Self.mostSliders { sliders.append(try sliderSection(picture)) }
  }

  func text() -> String {
    let policy = views.policy
    return """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(escaped(policy.name)) — augmentation preview</title>
      <style>\(Self.style)</style>
      <header>
      <h1>\(escaped(policy.name))</h1>
      <p>\(escaped(policy.description))</p>
      <p class="small">\(views.preprocessing.width) × \(views.preprocessing.height) pixels, augmentation seed \
      \(views.seed), made by graft preview</p>
      </header>
      <main>
      <h2>Views</h2>
      \(sections.joined())
      <h2>Each operation by itself</h2>
      <p class="small">The middle of a slider is the picture as evaluation sees it; its ends are the ends of the
      policy's ranges.</p>
      \(sliders.joined())
      </main>
      <script>\(Self.script)</script>
      </html>

      """
  }

  // MARK: Parts

  private func viewsSection(_ picture: PreviewViews.Picture) throws -> String {
    let figures = try views.of(picture).map { view in
      let image = try views.image(of: picture, view.parameters)
      let words = view.parameters.words
      return figure(
        try source(image), title: "view \(view.number)",
        text: words.isEmpty ? "as evaluation sees it" : words.joined(separator: ", "))
    }
    let original = figure(
      try source(picture.thumbnail()), title: picture.label,
      text: "\(picture.item.relativePath), \(picture.size)",
      kind: "original")
    return "<section class=\"row\">\(original)\(figures.joined())</section>\n"
  }

  private func sliderSection(_ picture: PreviewViews.Picture) throws -> String {
    let operations = try views.policy.operations.enumerated().map { index, operation in
      let frames = try frames(of: operation, index)
      let sources = try frames.map { view in
        try source(views.image(of: picture, view))
      }
      let words = frames.map {
        $0.operations.isEmpty ? "as evaluation sees it" : $0.words.joined(separator: ", ")
      }
      let name = operation.kind.rawValue.replacing("_", with: " ")
      let start = frames.count / 2
      return """
        <figure class="slider" data-frames='\(json(sources))' data-words='\(json(words))'>
        <img src="\(sources[start])" alt="\(name)" width="192">
        <figcaption><b>\(name)</b>
        <input type="range" min="0" max="\(frames.count - 1)" value="\(start)" aria-label="\(name)">
        <span>\(escaped(words[start]))</span></figcaption></figure>

        """
    }
    return "<section class=\"row\">\(operations.joined())</section>\n"
  }

  /// From the lower end over nothing to the upper end.
  private func frames(of operation: AugmentationOperation, _ index: Int) throws -> [ViewParameters]
  {
    let seed = views.seed
    let surroundings = views.policy.surroundings
    if operation.kind.rule.isComposite {
      return operation.sweep(seed: seed, index: index, steps: Self.steps)
        .map { $0.withSurroundings(surroundings) }
    }
    let ends = operation.sweep(seed: seed, index: index, steps: 2)
    guard let low = ends.first, let high = ends.last else { return [] }
    let half = Self.steps / 2
    return (0..<Self.steps).map { step in
      let strength = Double(abs(step - half)) / Double(half)
      return (step < half ? low : high).weakened(to: strength)
        .withSurroundings(surroundings)
    }
  }

  private func source(_ image: Image) throws -> String {
    let bytes = try image.jpeg(quality: Self.quality)
    return "data:image/jpeg;base64," + Data(bytes).base64EncodedString()
  }

  private func figure(
    _ source: String, title: String, text: String, kind: String = "view"
  ) -> String {
    """
    <figure class="\(kind)"><img src="\(source)" alt="\(escaped(title))" loading="lazy">
    <figcaption><b>\(escaped(title))</b><span>\(escaped(text))</span></figcaption></figure>

    """
  }

  private func json(_ texts: [String]) -> String {
    let data = (try? JSONEncoder().encode(texts)) ?? Data("[]".utf8)
    return escaped(String(decoding: data, as: UTF8.self))
  }

  private func escaped(_ text: String) -> String { Markup.escaped(text) }

  private static let style = """
    \(PageStyle.base)
    header, main { max-width: 1600px; margin: 0 auto; padding: 24px 32px }
    h1 { margin: 0 0 4px; font-size: 30px } h2 { margin: 28px 0 12px; font-size: 20px }
    p { margin: 0 0 6px } .small, figcaption span { color: var(--soft); font-size: 13px }
    .row { display: flex; gap: 18px; overflow-x: auto; padding: 14px 0 18px; border-top: 1px solid var(--line) }
    figure { margin: 0; flex: 0 0 192px } figcaption { margin-top: 8px } figcaption span { display: block }
    figure img { width: 192px; height: 192px; object-fit: contain; background: var(--mat); border-radius: 6px }
    .original { position: sticky; left: 0; background: var(--back); padding-right: 6px }
    input[type=range] { width: 100%; margin: 6px 0 2px }
    """

  private static let script = """
    for (const figure of document.querySelectorAll('.slider')) {
      const frames = JSON.parse(figure.dataset.frames), words = JSON.parse(figure.dataset.words)
      const image = figure.querySelector('img'), text = figure.querySelector('span')
      figure.querySelector('input').addEventListener('input', event => {
        image.src = frames[event.target.value]
        text.textContent = words[event.target.value]
      })
    }
    """
}
