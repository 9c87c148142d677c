import Images

/// A contact sheet of previews: views, or each operation by itself.
struct PreviewSheet {
  let views: PreviewViews
  /// One row an operation at the ends of its ranges, instead of views.
  let sweeps: Bool
  /// Every view also as the network reads it.
  let showsNormalized: Bool

  func rows(of picture: PreviewViews.Picture) throws -> [ContactSheet.Row] {
    sweeps ? try sweep(picture) : try viewRows(picture)
  }

  func sheet(of rows: [ContactSheet.Row]) -> ContactSheet {
    ContactSheet(
      title: views.policy.name,
      subtitle: views.policy.description
        + " \(views.preprocessing.width) × \(views.preprocessing.height) pixels, augmentation seed \(views.seed).",
      rows: rows)
  }

  private func original(_ picture: PreviewViews.Picture) throws -> ContactSheet.Cell {
    ContactSheet.Cell(
      try picture.thumbnail(), title: picture.label,
      text: "\(picture.item.relativePath) \(picture.size)")
  }

  private func viewRows(_ picture: PreviewViews.Picture) throws -> [ContactSheet.Row] {
    let drawn = views.of(picture)
    let images = try drawn.map { try views.image(of: picture, $0.parameters) }
    let cells = zip(drawn, images).map { view, image in
      ContactSheet.Cell(
        image, title: "view \(view.number)",
        text: view.parameters.words.isEmpty
          ? "as evaluation sees it" : view.parameters.words.joined(separator: ", "))
    }
    var rows = [ContactSheet.Row([try original(picture)] + cells)]
    if showsNormalized {
      let plain = try views.image(of: picture, .identity)
      rows.append(
        ContactSheet.Row(
          try [
            ContactSheet.Cell(
              views.preprocessing.shownNormalized(plain), title: "normalized",
              text: "what the network reads: grey is 0, black and white are ±2.5")
          ]
            + images.map { ContactSheet.Cell(try views.preprocessing.shownNormalized($0)) }))
    }
    return rows
  }

  private func sweep(_ picture: PreviewViews.Picture) throws -> [ContactSheet.Row] {
    try views.policy.operations.enumerated().map { index, operation in
      let steps = operation.sweep(seed: views.seed, index: index)
      let cells = try steps.map { step in
        ContactSheet.Cell(
          try views.image(of: picture, step.withSurroundings(views.policy.surroundings)),
          text: step.words.isEmpty ? "nothing" : step.words.joined(separator: ", "))
      }
      let name = operation.kind.rawValue.replacing("_", with: " ")
      return ContactSheet.Row(
        heading: name + share(operation),
        (index == 0 ? [try original(picture)] : [try plain(picture)]) + cells)
    }
  }

  private func share(_ operation: AugmentationOperation) -> String {
    guard operation.probability < 1 else { return "" }
    return ", \(Figure.short(operation.probability * 100)) % of the views"
  }

  private func plain(_ picture: PreviewViews.Picture) throws -> ContactSheet.Cell {
    ContactSheet.Cell(
      try views.image(of: picture, .identity), text: "as evaluation sees it")
  }
}

extension Preprocessing {
  /// The numbers that a network reads, as a picture: grey is 0, black and white are 2.5 standard deviations away.
  fileprivate func shownNormalized(_ view: Image) throws -> Image {
    let pixels = view.withPixels { bytes in
      bytes.indices.map { index -> UInt8 in
        let channel = index % 3
        let place = channelOrder == .rgb ? channel : 2 - channel
        let value = pixelRange == .unit ? Float(bytes[index]) / 255 : Float(bytes[index])
        let normalized = (value - mean[place]) / standardDeviation[place]
        return UInt8(min(max(127.5 + normalized * 51, 0), 255))
      }
    }
    return try Image(width: view.width, height: view.height, pixels: pixels)
  }
}
