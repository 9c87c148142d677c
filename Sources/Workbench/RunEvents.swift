import EventFiles
import Images
import Tensors
import Training

/// What TensorBoard shows of a run: a few views as the network sees them, each epoch's figures and, where asked
/// for, the trained parameters.
struct RunEvents {
  /// Views that are shown.
  private static let viewCount = 8

  private let file: EventFile

  /// - Parameter epoch: The first epoch that is written; what an earlier part of the run wrote of it and later
  ///   ones is discarded.
  /// - Throws: `FileError` if the folder cannot be written.
  init(folder: String, resumingAt epoch: Int? = nil) throws {
    file = try EventFile(folder: folder, discardingFrom: epoch)
  }

  /// Adds a view of some training pictures, spread over all, at step 0: that of the second epoch, the first
  /// being the pictures as they are.
  /// - Throws: What reading and decoding throw; `FileError`.
  func add(viewsOf items: [Int], in session: Session) throws {
    let preprocessing = session.preprocessing
    let count = min(Self.viewCount, items.count)
    var seen = [Float](repeating: 0, count: preprocessing.elementCount)
    for index in 0..<count {
      let item = session.dataset.items[items[index * items.count / count]]
      let view = session.policy.parameters(
        seed: session.configuration.augmentation.seed, item: item.identifier,
        view: session.configuration.augmentation.view(inEpoch: 2))
      let image = try item.place.image(for: view, preprocessing)
      let picture = try seen.withUnsafeMutableBufferPointer { buffer in
        try preprocessing.render(image, view: view, into: buffer)
        return try preprocessing.picture(of: UnsafeBufferPointer(buffer))
      }
      try file.add(
        png: picture.png(), width: picture.width, height: picture.height,
        tag: "training_views/\(item.relativePath)", step: 0)
    }
    try file.flush()
  }

  /// Adds what one epoch gave, the epoch being the step, and flushes.
  /// - Parameter histograms: Parameters to show as histograms, by name.
  /// - Throws: `FileError`.
  func add(
    _ record: EpochRecord, watching monitor: Monitor, histograms: [String: Tensor]
  ) throws {
    let scalars: [(tag: String, value: Double?)] = [
      ("loss/train", record.trainingLoss), ("loss/validation", record.validationLoss),
      ("accuracy/train", record.trainingAccuracy),
      ("accuracy/validation", record.validationAccuracy), ("learning_rate", record.learningRate),
      ("\(monitor.rawValue)/validation", record.validationFigure?.value),
    ]
    for (tag, value) in scalars {
      if let value { try file.add(scalar: value, tag: tag, step: record.epoch) }
    }
    for (name, tensor) in histograms.sorted(by: { $0.key < $1.key }) {
      try file.add(
        histogram: Histogram(of: tensor.floats), tag: "parameters/\(name)", step: record.epoch)
    }
    try file.flush()
  }
}
