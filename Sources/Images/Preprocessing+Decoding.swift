extension Preprocessing {
  /// How many pixels either way become one while a picture is decoded: the most that leaves two for each pixel of
  /// the view, everywhere in the view; 1 where pictures are decoded in full.
  public func reduction(of header: ImageHeader, for view: ViewParameters) -> Int {
    guard decode == .scaled else { return 1 }
    let chains = [view.operations] + (view.mixture?.chains ?? []).map { view.operations + $0 }
    let smallest = chains.map { scale(of: header, for: $0) }.min() ?? 1
    return [8, 4, 2].first { smallest / Double($0) >= 2 } ?? 1
  }

  /// The picture's pixels for one of the view's, where and along which axis they are fewest.
  private func scale(of header: ImageHeader, for operations: [DrawnOperation]) -> Double {
    let frame = frame(imageWidth: header.width, imageHeight: header.height)
    func scale(_ box: PictureBox) -> Double {
      min(
        (box.columns.upperBound - box.columns.lowerBound) / frame.width,
        (box.rows.upperBound - box.rows.lowerBound) / frame.height)
    }
    switch ViewGeometry(
      operations, of: self, imageWidth: header.width, imageHeight: header.height)
    {
    case .evaluation: return scale(frame.evaluation)
    case .box(let box, _, _): return scale(box)
    case .map(let map):
      let places = [(0.0, 0.0), (1, 0), (0, 1), (1, 1), (0.5, 0.5)]
      return places.map { place in
        let scale = map.scale(x: place.0 * frame.width, y: place.1 * frame.height)
        return min(scale.across, scale.down)
      }.min() ?? 1
    }
  }
}

extension Image {
  /// From the full picture's pixels to this one's.
  var reducing: Homography {
    width == fullWidth && height == fullHeight
      ? .identity
      : .scaling(
        x: Double(width) / Double(fullWidth), y: Double(height) / Double(fullHeight))
  }
}

extension PictureBox {
  /// The same part of a picture that was reduced while it was decoded.
  func within(_ image: Image) -> PictureBox {
    guard image.width != image.fullWidth || image.height != image.fullHeight else { return self }
    let across = Double(image.width) / Double(image.fullWidth)
    let down = Double(image.height) / Double(image.fullHeight)
    return PictureBox(
      columns: columns.lowerBound * across...min(columns.upperBound * across, Double(image.width)),
      rows: rows.lowerBound * down...min(rows.upperBound * down, Double(image.height)))
  }
}
