extension Preprocessing {
  /// The size to which a picture is resized, and the part of that which is kept.
  struct Geometry: Equatable {
    let width: Int
    let height: Int
    let window: PixelWindow
  }

  /// Covers `floor(side / cropFraction)`, as timm rounds it: the side that decides gets exactly that,
  /// the other `Int(target · other / decisive)`, as torchvision's `Resize` rounds it. The window starts at
  /// half of what is cut away, halves rounded to even, as torchvision's `CenterCrop` does.
  ///
  /// The result is never smaller than the input: small pictures are enlarged, never padded.
  func geometry(imageWidth: Int, imageHeight: Int) -> Geometry {
    let coveredWidth = covered(width)
    let coveredHeight = covered(height)
    var resizedWidth = coveredWidth
    var resizedHeight = coveredHeight
    if imageWidth * coveredHeight <= imageHeight * coveredWidth {
      resizedHeight = Int(Double(coveredWidth * imageHeight) / Double(imageWidth))
    } else {
      resizedWidth = Int(Double(coveredHeight * imageWidth) / Double(imageHeight))
    }
    // For inputs that are not square the truncation may fall one pixel short.
    resizedWidth = max(resizedWidth, width)
    resizedHeight = max(resizedHeight, height)
    return Geometry(
      width: resizedWidth, height: resizedHeight,
      window: PixelWindow(
        left: Self.margin(resizedWidth - width), top: Self.margin(resizedHeight - height),
        width: width, height: height))
  }

  /// A fraction such as 224/232 comes back as 232, not as 231.999…, hence the small addition.
  private func covered(_ side: Int) -> Int {
    Int((Double(side) / cropFraction + 1e-6).rounded(.down))
  }

  private static func margin(_ excess: Int) -> Int {
    Int((Double(excess) / 2).rounded(.toNearestOrEven))
  }
}
