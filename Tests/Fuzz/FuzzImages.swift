// Feeds the image decoders bytes that nobody wrote on purpose. Built and run by `run-images.sh`.
//
// What decodes is also rendered, by the plain loops and by the fastest: the address sanitizer watches
// their reads, and the two must agree to the bit.

private let limits = DecodingLimits(maximumPixelCount: 1 << 18)
private let checks = [
  Preprocessing(width: 9, height: 9, interpolation: .bilinear),
  Preprocessing(width: 21, height: 5, cropFraction: 1, interpolation: .bicubic),
]

/// Along rows, along a map that looks past the edges, and every loop over colours.
private let views = [
  ViewParameters(operations: [DrawnOperation(.horizontalFlip)]),
  ViewParameters(
    operations: [
      DrawnOperation(.rotate, [33]), DrawnOperation(.contrast, [1.5]), DrawnOperation(.hue, [40]),
      DrawnOperation(.saturation, [0.5]), DrawnOperation(.sharpness, [2]),
      DrawnOperation(.gaussianBlur, [0.8]), DrawnOperation(.noise, [5], seed: 1),
    ]),
  ViewParameters(
    operations: [DrawnOperation(.perspective, [0.8], seed: 3)],
    surroundings: Surroundings(border: .replicate)),
]

private func rendered(
  _ preprocessing: Preprocessing, _ image: Image, _ view: ViewParameters, _ path: PixelPath
) -> [Float] {
  var values = [Float](repeating: .nan, count: preprocessing.elementCount)
  do {
    try values.withUnsafeMutableBufferPointer {
      try preprocessing.render(image, view: view, into: $0, path: path)
    }
  } catch {
    fatalError("a decoded image must render: \(error)")
  }
  return values
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzImages(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = UnsafeRawBufferPointer(start: start, count: count)
  guard let image = try? Image.decode(bytes, path: "fuzz", limits: limits) else { return 0 }
  guard let header = try? ImageHeader.read(bytes, path: "fuzz") else {
    fatalError("what decodes has a header")
  }
  precondition(image.width == header.width && image.height == header.height)
  for preprocessing in checks {
    for view in views {
      let plain = rendered(preprocessing, image, view, .plain)
      precondition(plain.allSatisfy { $0.isFinite })
      precondition(plain == rendered(preprocessing, image, view, .best))
    }
  }
  return 0
}
