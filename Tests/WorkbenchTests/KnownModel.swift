import Files
import Foundation
import Graphs
import Images
import Tensors

@testable import Workbench

/// Models that are right for a known reason, on pictures of 8 × 8 pixels, and therefore wrong under a known change.
enum KnownModel {
  static let side = 8

  /// Tells bright pictures from dark ones by their mean.
  static func ofLight(in scratch: Scratch) throws -> String {
    try write(["bright", "dark"], threshold: 0.5, in: scratch) { _ in 1 / Float(side * side) }
  }

  /// Tells by which half is the brighter one.
  /// - Parameter labels: Of the left and of the right half.
  static func ofSides(in scratch: Scratch, labels: [String] = ["sun", "moon"]) throws -> String {
    try write(labels, threshold: 0, in: scratch) { column in
      (column < side / 2 ? 2 : -2) / Float(side * side)
    }
  }

  /// Six pictures of each class of ``ofLight(in:)``.
  static func lightPictures(in scratch: Scratch) throws -> String {
    try pictures(["bright", "dark"], in: scratch) { label, number, _ in
      UInt8(label == 0 ? 190 + 3 * number : 50 + 3 * number)
    }
  }

  /// Six pictures of each class of ``ofSides(in:labels:)``.
  static func sidePictures(
    in scratch: Scratch, labels: [String] = ["sun", "moon"]
  ) throws -> String {
    try pictures(labels, in: scratch) { label, number, column in
      UInt8((column < side / 2) == (label == 0) ? 180 + 4 * number : 60)
    }
  }

  /// One linear layer over the pixels: `40 · (Σ weight · brightness − threshold)` for the first class, minus that for
  /// the second.
  private static func write(
    _ labels: [String], threshold: Float, in scratch: Scratch, weight: (_ column: Int) -> Float
  ) throws -> String {
    var builder = GraphBuilder(input: .init(height: side, width: side))
    let flat = builder.add("flat", .flatten, builder.input)
    _ = builder.add("linear", .linear(.init(outputFeatures: 2)), flat)
    let row = (0..<side * side * 3).map { 40 * weight($0 / 3 % side) / 3 }
    var preprocessing = Preprocessing(
      width: side, height: side, cropFraction: 1, mean: [0, 0, 0], standardDeviation: [1, 1, 1])
    preprocessing.decode = .full
    let model = Model(
      description: Model.Description(
        backbone: "known", labels: labels, preprocessing: preprocessing, precision: .float32,
        microBatch: 4, graph: try builder.build()),
      parameters: [
        "linear.weight": try Tensor(row + row.map { -$0 }, shape: [2, side * side * 3]),
        "linear.bias": try Tensor([-40 * threshold, 40 * threshold], shape: [2]),
      ])
    let folder = scratch.file("known")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try model.write(to: folder)
    return folder
  }

  private static func pictures(
    _ labels: [String], in scratch: Scratch,
    value: (_ label: Int, _ number: Int, _ column: Int) -> UInt8
  ) throws -> String {
    for (label, name) in labels.enumerated() {
      let folder = scratch.file("pictures/\(name)")
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for number in 0..<6 {
        let pixels = (0..<side * side).flatMap { position in
          [UInt8](repeating: value(label, number, position % side), count: 3)
        }
        try AtomicFile.write(
          Image(width: side, height: side, pixels: pixels).png(), to: "\(folder)/\(number).png")
      }
    }
    return scratch.file("pictures")
  }
}
