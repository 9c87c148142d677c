/// How the pixels of a view are found in the picture.
enum ViewGeometry {
  /// As evaluation does it.
  case evaluation(mirrored: Bool, upsideDown: Bool)
  /// A part of the picture, resized.
  case box(PictureBox, mirrored: Bool, upsideDown: Bool)
  /// Anything else.
  case map(Homography)

  /// - Parameter operations: Those that are no geometry are skipped.
  init(
    _ operations: [DrawnOperation], of preprocessing: Preprocessing, imageWidth: Int,
    imageHeight: Int
  ) {
    let frame = preprocessing.frame(imageWidth: imageWidth, imageHeight: imageHeight)
    var box = frame.evaluation
    var inner = Homography.identity
    for operation in operations {
      switch operation.kind.rule.effect {
      case .map(let map): inner = inner * map(operation.values, operation.seed, frame)
      case .crop(let crop): box = crop(operation.values, frame)
      case .pixels, .composite: break
      }
    }
    let isEvaluation = box == frame.evaluation
    if isEvaluation, let flips = inner.flips {
      self = .evaluation(mirrored: flips.mirrored, upsideDown: flips.upsideDown)
      return
    }
    let middle = Homography.translation(x: frame.width / 2, y: frame.height / 2)
    let back = Homography.translation(x: -frame.width / 2, y: -frame.height / 2)
    let map = frame.outer(box) * middle * inner * back
    if map.keepsAxes, let found = map.box(width: frame.width, height: frame.height),
      found.lies(withinWidth: imageWidth, height: imageHeight)
    {
      let m = map.elements
      self = .box(found, mirrored: m[0] < 0, upsideDown: m[4] < 0)
    } else {
      self = .map(map)
    }
  }
}

extension ViewFrame {
  /// From the view's pixels to a part of the picture.
  fileprivate func outer(_ box: PictureBox) -> Homography {
    let across = (box.columns.upperBound - box.columns.lowerBound) / width
    let down = (box.rows.upperBound - box.rows.lowerBound) / height
    return .translation(x: box.columns.lowerBound, y: box.rows.lowerBound)
      * .scaling(x: across, y: down)
  }
}

extension Homography {
  /// Whether this map only mirrors around the middle; `nil` for all others.
  fileprivate var flips: (mirrored: Bool, upsideDown: Bool)? {
    guard abs(elements[0]) == 1, abs(elements[4]) == 1, keepsAxes, elements[2] == 0,
      elements[5] == 0
    else { return nil }
    return (elements[0] < 0, elements[4] < 0)
  }

  /// What a map that keeps the axes sees; ends that miss a whole pixel by rounding are put on it.
  fileprivate func box(width: Double, height: Double) -> PictureBox? {
    guard let start = apply(x: 0, y: 0), let end = apply(x: width, y: height) else { return nil }
    func settled(_ value: Double) -> Double {
      abs(value - value.rounded()) < 1e-9 * max(1, abs(value)) ? value.rounded() : value
    }
    let (left, right) = (settled(min(start.x, end.x)), settled(max(start.x, end.x)))
    let (top, bottom) = (settled(min(start.y, end.y)), settled(max(start.y, end.y)))
    return PictureBox(columns: left...right, rows: top...bottom)
  }
}

extension Preprocessing {
  /// The sizes that geometry needs.
  func frame(imageWidth: Int, imageHeight: Int) -> ViewFrame {
    let geometry = geometry(imageWidth: imageWidth, imageHeight: imageHeight)
    let across = Double(imageWidth) / Double(geometry.width)
    let down = Double(imageHeight) / Double(geometry.height)
    let window = geometry.window
    return ViewFrame(
      imageWidth: Double(imageWidth), imageHeight: Double(imageHeight), width: Double(width),
      height: Double(height),
      evaluation: PictureBox(
        columns: Double(window.left) * across...Double(window.left + window.width) * across,
        rows: Double(window.top) * down...Double(window.top + window.height) * down))
  }
}
