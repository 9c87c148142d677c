import CPixels

extension Preprocessing {
  /// Numbers in one rendered view.
  public var elementCount: Int { width * height * Image.channelCount }

  /// Makes one view of a picture: sampled once, changed, and normalized.
  ///
  /// A view without geometry but flips has the very pixels of evaluation, before what is done to them.
  /// - Parameters:
  ///   - image: Of any size from 1 × 1.
  ///   - view: What the augmentation drew; ``ViewParameters/identity`` for evaluation.
  ///   - target: `[height, width, 3]`, ``elementCount`` numbers, all overwritten.
  ///   - path: For tests: every path gives the same bits.
  /// - Throws: ``ImageError/outOfMemory(path:byteCount:)``.
  public func render(
    _ image: Image, view: ViewParameters = .identity,
    into target: UnsafeMutableBufferPointer<Float>, path: PixelPath = .best
  ) throws(ImageError) {
    precondition(
      target.count == elementCount,
      "a view has \(elementCount) numbers, the buffer \(target.count)")
    let geometry = ViewGeometry(
      view.operations, of: self, imageWidth: image.fullWidth, imageHeight: image.fullHeight)
    if case .evaluation(let mirrored, upsideDown: false) = geometry, !view.changesPixels {
      // Nothing but the resized rows: they need not be kept.
      let resampler = try evaluationResampler(image, path: path)
      write(mirrored: mirrored, into: target) { resampler.forEachRow($0) }
      return
    }
    let picture = try self.view(of: image, view, path: path)
    let rowBytes = width * Image.channelCount
    withExtendedLifetime(picture.storage) {
      write(mirrored: false, into: target) { body in
        for row in 0..<height { body(row, picture.storage.start + row * rowBytes) }
      }
    }
  }

  /// A view as a picture: what ``render(_:view:into:path:)`` normalizes.
  /// - Throws: ``ImageError/outOfMemory(path:byteCount:)``.
  public func view(
    of image: Image, _ view: ViewParameters, path: PixelPath = .best
  ) throws(ImageError) -> Image {
    let plain = try chain(image, view.operations, view.surroundings, path: path)
    guard let mixture = view.mixture, mixture.share > 0 else { return plain }
    var sums = [Float](repeating: 0, count: elementCount)
    for (operations, weight) in zip(mixture.chains, mixture.weights) {
      let part = try chain(
        image, view.operations + operations, view.surroundings, path: path)
      part.withPixels { bytes in
        for index in bytes.indices { sums[index] += Float(weight) * Float(bytes[index]) }
      }
    }
    let share = Float(mixture.share)
    let mixed = plain.withPixels { bytes in
      bytes.indices.map { index in
        let value = (1 - share) * Float(bytes[index]) + share * sums[index]
        return UInt8(min(max((value + 0.5).rounded(.down), 0), 255))
      }
    }
    return try Image(width: width, height: height, pixels: mixed)
  }

  private func chain(
    _ image: Image, _ operations: [DrawnOperation], _ surroundings: Surroundings, path: PixelPath
  ) throws(ImageError) -> Image {
    var canvas = PixelCanvas(
      try sampled(image, operations, surroundings, path: path), path: path)
    for operation in operations {
      guard case .pixels(let change) = operation.kind.rule.effect else { continue }
      try change(operation.values, operation.seed, &canvas)
    }
    return canvas.finished()
  }

  /// The view's pixels before anything is done to them.
  private func sampled(
    _ image: Image, _ operations: [DrawnOperation], _ surroundings: Surroundings, path: PixelPath
  ) throws(ImageError) -> Image {
    switch ViewGeometry(
      operations, of: self, imageWidth: image.fullWidth, imageHeight: image.fullHeight)
    {
    case .evaluation(let mirrored, let upsideDown):
      return try evaluationResampler(image, path: path)
        .image(mirrored: mirrored, upsideDown: upsideDown)
    case .box(let box, let mirrored, let upsideDown):
      return try Resampler(
        image, box: box.within(image), width: width, height: height,
        window: PixelWindow(left: 0, top: 0, width: width, height: height),
        interpolation: interpolation, isAntialiased: surroundings.isAntialiased, path: path
      ).image(mirrored: mirrored, upsideDown: upsideDown)
    case .map(let map):
      return try MappedSampler(
        interpolation: interpolation, border: surroundings.border, fill: surroundings.fill,
        isAntialiased: surroundings.isAntialiased, path: path
      ).sample(image, through: image.reducing * map, width: width, height: height)
    }
  }

  private func evaluationResampler(
    _ image: Image, path: PixelPath
  ) throws(ImageError) -> Resampler {
    let geometry = geometry(imageWidth: image.fullWidth, imageHeight: image.fullHeight)
    return try Resampler(
      image, width: geometry.width, height: geometry.height, window: geometry.window,
      interpolation: interpolation, path: path)
  }

  /// - Parameter forEachRow: Calls back with the number and the bytes of every row.
  private func write(
    mirrored: Bool, into target: UnsafeMutableBufferPointer<Float>,
    forEachRow: ((Int, UnsafePointer<UInt8>) -> Void) -> Void
  ) {
    guard let start = target.baseAddress else { return }
    let table = valueTable
    let order: [UInt8] = channelOrder == .rgb ? [0, 1, 2] : [2, 1, 0]
    forEachRow { index, row in
      // Sound: the buffer has `height` rows of `width` · 3 numbers, the row as many bytes.
      graft_write_floats(
        row, width, table, order, mirrored ? 1 : 0, start + index * width * Image.channelCount)
    }
  }

  /// `[3, 256]`: what each byte becomes in each channel, in the order and precision of torchvision's
  /// `ToTensor` and `Normalize`.
  private var valueTable: [Float] {
    (0..<Image.channelCount).flatMap { channel in
      (0..<256).map { byte in
        let value = pixelRange == .unit ? Float(byte) / 255 : Float(byte)
        return (value - mean[channel]) / standardDeviation[channel]
      }
    }
  }
}
