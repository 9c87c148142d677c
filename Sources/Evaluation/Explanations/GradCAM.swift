/// Where a convolutional network sees a class: its maps, each weighted with what the class's score gains by it.
///
/// With the maps `A_k` of a layer and the score `y` of the class before softmax,
/// `α_k = mean over all places of ∂y/∂A_k`, and the explanation is `max(0, Σ_k α_k A_k)`.
/// - Source: Selvaraju et al., "Grad-CAM: Visual explanations from deep networks via gradient-based
///   localization", ICCV 2017, arXiv:1610.02391, equations 1 and 2.
public enum GradCAM {
  /// - Parameters:
  ///   - activations: `A`, `[height, width, channels]`.
  ///   - gradient: `∂y/∂A`, of the same shape.
  /// - Returns: Not yet scaled: `[height, width]`, no value below zero.
  /// - Precondition: Both have `height * width * channels` elements.
  public static func map(
    activations: [Float], gradient: [Float], height: Int, width: Int, channels: Int
  ) -> SaliencyMap {
    let places = height * width
    precondition(
      activations.count == places * channels && gradient.count == places * channels,
      "maps of \(height) × \(width) × \(channels) values")
    var weights = [Double](repeating: 0, count: channels)
    for place in 0..<places {
      for channel in 0..<channels {
        weights[channel] += Double(gradient[place * channels + channel]) / Double(places)
      }
    }
    let values = (0..<places).map { place in
      var sum = 0.0
      for channel in 0..<channels {
        sum += weights[channel] * Double(activations[place * channels + channel])
      }
      return Float(max(0, sum))
    }
    return SaliencyMap(height: height, width: width, values: values)
  }
}
