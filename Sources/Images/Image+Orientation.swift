extension Image {
  /// The picture upright. Nothing is copied where nothing is to be done.
  func applying(_ orientation: Orientation, path: String?) throws(ImageError) -> Image {
    guard orientation != .upright else { return self }
    let steps = orientation.steps(storedWidth: width, storedHeight: height)
    let result = try Image(
      unfilledWidth: orientation.swapsSides ? height : width,
      height: orientation.swapsSides ? width : height, path: path)
    // Squares: where columns become rows, whole rows would touch a cache line for every pixel.
    let side = 32
    for top in stride(from: 0, to: result.height, by: side) {
      for left in stride(from: 0, to: result.width, by: side) {
        for y in top..<min(top + side, result.height) {
          // Sound: `steps` maps the upright picture's pixels one to one onto the stored ones.
          var source = storage.start + (steps.first + left * steps.right + y * steps.down) * 3
          var target = result.storage.start + (y * result.width + left) * 3
          for _ in left..<min(left + side, result.width) {
            target[0] = source[0]
            target[1] = source[1]
            target[2] = source[2]
            source += steps.right * 3
            target += 3
          }
        }
      }
    }
    return result
  }
}
