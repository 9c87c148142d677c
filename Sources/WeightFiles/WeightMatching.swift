import Tensors

/// Holds the tensors of a file against what a network expects.
public enum WeightMatching {
  /// - Parameters:
  ///   - tensors: By their names in the file.
  ///   - expected: The shape of every parameter and statistic of the network.
  ///   - allowedExtraSuffixes: Endings of names that the file may hold beyond `expected`.
  ///     `num_batches_tracked` counts PyTorch's training steps and is part of no network here.
  ///   - path: The file, for the message.
  /// - Returns: The tensors that `expected` names, and no others.
  /// - Throws: ``WeightMismatch`` with every missing, extra and misshapen name.
  public static func match(
    _ tensors: [String: Tensor], expected: [String: Shape],
    allowedExtraSuffixes: [String] = ["num_batches_tracked"], path: String
  ) throws(WeightMismatch) -> [String: Tensor] {
    var matched: [String: Tensor] = [:]
    var mismatch = WeightMismatch(path: path)
    for (name, shape) in expected {
      guard let tensor = tensors[name] else {
        mismatch.missing.append(name)
        continue
      }
      if tensor.shape == shape {
        matched[name] = tensor
      } else {
        mismatch.misshapen.append(.init(name: name, expected: shape, found: tensor.shape))
      }
    }
    mismatch.extra = tensors.keys.filter { name in
      expected[name] == nil && !allowedExtraSuffixes.contains { name.hasSuffix($0) }
    }
    guard mismatch.isEmpty else { throw mismatch.sorted() }
    return matched
  }
}
