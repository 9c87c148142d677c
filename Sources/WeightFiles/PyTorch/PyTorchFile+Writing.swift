import Tensors

extension PyTorchFile {
  /// Writes a state dictionary that `torch.load(path, weights_only=True)` opens, whole or not at all.
  /// Equal tensors give identical files.
  /// - Throws: ``WeightFileError/cannotStore(path:reason:advice:)`` above 4 GiB; `FileError`.
  public static func write(_ tensors: [String: Tensor], to path: String) throws {
    let ordered = tensors.sorted { $0.key < $1.key }
    var archive = try ZipWriter(path: path)
    try archive.add("archive/data.pkl", PickleWriter(stateDictionary: ordered).bytes)
    try archive.add("archive/byteorder", Array("little".utf8))
    for (index, (_, tensor)) in ordered.enumerated() {
      try tensor.withUnsafeBytes { try archive.add("archive/data/\(index)", $0) }
    }
    try archive.add("archive/version", Array("3\n".utf8))
    try archive.commit()
  }
}
