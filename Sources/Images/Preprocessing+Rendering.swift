import CPixels

extension Preprocessing {
  /// Numbers in one rendered view.
  public var elementCount: Int { width * height * Image.channelCount }

  /// Makes one view of a picture: resized, cropped, augmented and normalized in one go.
  ///
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
    let geometry = geometry(imageWidth: image.width, imageHeight: image.height)
    let resampler = try Resampler(
      image, width: geometry.width, height: geometry.height, window: geometry.window,
      interpolation: interpolation, path: path)
    let table = valueTable
    let order: [UInt8] = channelOrder == .rgb ? [0, 1, 2] : [2, 1, 0]
    resampler.forEachRow { index, row in
      guard let start = target.baseAddress else { return }
      // Sound: the buffer has `height` rows of `width` · 3 numbers, the row as many bytes.
      graft_write_floats(
        row, width, table, order, view.isMirrored ? 1 : 0,
        start + index * width * Image.channelCount)
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
